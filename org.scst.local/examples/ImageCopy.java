import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.scst.local.client.Answer;
import org.scst.local.client.Command;
import org.scst.local.client.Events;
import org.scst.local.client.OutsideNexus;

/**
 * Copies a logical unit to an image file, or an image file to a logical unit, with many commands in progress: an initiator in a process
 * of its own, with the client of org.scst.local.client.
 *
 * <p>usage: java --enable-native-access=ALL-UNNAMED --class-path org.scst.local.jar ImageCopy.java SOCKET LUN read|write FILE
 *
 * <p>SOCKET: driver_socket of the target's file. The file has the size of the logical unit, or the logical unit is at least as large.
 */
public final class ImageCopy {
    private static final int PIECE = 256 << 10;
    private static final int PIECES = 16;
    private static final int READ_16 = 0x88;
    private static final int WRITE_16 = 0x8A;
    private static final int SYNCHRONIZE_CACHE_16 = 0x91;
    private static final int UNIT_ATTENTION = 6;
    private static final int ATTEMPTS = 600;

    private final OutsideNexus nexus;
    private final FileChannel file;
    private final boolean writes;
    private final long lun;
    private final BlockingQueue<Piece> ended = new LinkedBlockingQueue<>();
    private final long blocks;
    private final int block;
    private int inProgress;

    /** A part of the shared memory, and the command that it is used by. */
    private final class Piece {
        final int at;
        long offset;
        int length;
        int attempts;
        Answer answer;
        Throwable failure;

        Piece(int index) {
            at = index * PIECE;
        }

        ByteBuffer memory() {
            return nexus.memory().asSlice(at, length).asByteBuffer();
        }
    }

    private ImageCopy(OutsideNexus nexus, int lun, boolean writes, FileChannel file) throws Exception {
        this.nexus = nexus;
        this.lun = Command.lun(lun);
        this.writes = writes;
        this.file = file;
        Piece capacity = new Piece(0);
        capacity.length = 32;
        byte[] cdb = new byte[16];
        cdb[0] = (byte) 0x9E;
        cdb[1] = 0x10;
        cdb[13] = 32;
        perform(capacity, Command.reading(this.lun, cdb, 0, 32));
        blocks = capacity.memory().getLong() + 1;
        block = capacity.memory().getInt(8);
    }

    public static void main(String[] words) throws Exception {
        if (words.length != 4 || !words[2].matches("read|write")) {
            System.err.println("usage: ImageCopy SOCKET LUN read|write FILE");
            System.exit(2);
        }
        boolean writes = words[2].equals("write");
        Path path = Path.of(words[3]);
        try (FileChannel file = writes
                        ? FileChannel.open(path, StandardOpenOption.READ)
                        : FileChannel.open(
                                path,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                OutsideNexus nexus = OutsideNexus.connect(
                        Path.of(words[0]), "image-copy", new byte[0], PIECE * PIECES, Events.IGNORED)) {
            System.out.println(new ImageCopy(nexus, Integer.parseInt(words[1]), writes, file).copy() + " bytes");
        } catch (IOException e) {
            System.err.println("image-copy: " + e.getMessage());
            System.exit(1);
        }
    }

    private long copy() throws Exception {
        long size = writes ? file.size() : blocks * block;
        if (size > blocks * block || size % block != 0) {
            throw new IOException(size + " bytes do not fit " + blocks + " blocks of " + block);
        }
        long next = 0;
        for (int i = 0; i < PIECES && next < size; i++) {
            next = begin(new Piece(i), next, size);
        }
        while (inProgress > 0) {
            Piece piece = ended.take();
            inProgress--;
            if (!isDone(piece)) {
                send(piece, command(piece));
                continue;
            }
            if (!writes) {
                for (ByteBuffer data = piece.memory(); data.hasRemaining(); ) {
                    file.write(data, piece.offset + data.position());
                }
            }
            if (next < size) {
                next = begin(piece, next, size);
            }
        }
        if (writes) {
            byte[] flush = new byte[16];
            flush[0] = (byte) SYNCHRONIZE_CACHE_16;
            perform(new Piece(0), Command.of(lun, flush));
        }
        return size;
    }

    private long begin(Piece piece, long offset, long size) throws Exception {
        piece.offset = offset;
        piece.length = (int) Math.min(PIECE, size - offset);
        piece.attempts = 0;
        if (writes) {
            for (ByteBuffer data = piece.memory(); data.hasRemaining(); ) {
                if (file.read(data, offset + data.position()) < 0) {
                    throw new IOException("the file has become shorter");
                }
            }
        }
        send(piece, command(piece));
        return offset + piece.length;
    }

    private Command command(Piece piece) {
        byte[] cdb = ByteBuffer.allocate(16)
                .put(0, (byte) (writes ? WRITE_16 : READ_16))
                .putLong(2, piece.offset / block)
                .putInt(10, piece.length / block)
                .array();
        return writes
                ? Command.writing(lun, cdb, piece.at, piece.length)
                : Command.reading(lun, cdb, piece.at, piece.length);
    }

    private void send(Piece piece, Command command) throws IOException, InterruptedException {
        inProgress++;
        nexus.send(command).answer().whenComplete((answer, failure) -> {
            piece.answer = answer;
            piece.failure = failure;
            ended.add(piece);
        });
    }

    private void perform(Piece piece, Command command) throws Exception {
        do {
            send(piece, command);
            ended.take();
            inProgress--;
        } while (!isDone(piece));
    }

    /** Whether a command has done its work; one that has not is sent again, at once after a unit attention condition, else later. */
    private static boolean isDone(Piece piece) throws IOException, InterruptedException {
        if (piece.failure != null) {
            throw new IOException(piece.failure.getMessage());
        }
        Answer answer = piece.answer;
        if (answer.isGood()) {
            return true;
        }
        byte[] sense = answer.sense();
        int key = sense.length < 3 ? 0 : sense[(sense[0] & 0x7F) >= 0x72 ? 1 : 2] & 0xF;
        boolean passes = !answer.answered() || answer.status() != 2 || key == UNIT_ATTENTION || key == 2 || key == 0xB;
        if (!passes || answer.status() == 0x18 || ++piece.attempts == ATTEMPTS) {
            throw new IOException("status " + Integer.toHexString(answer.status()) + "h, sense key "
                    + Integer.toHexString(key) + "h, at byte " + piece.offset);
        }
        if (key != UNIT_ATTENTION) {
            Thread.sleep(100);
        }
        return false;
    }
}
