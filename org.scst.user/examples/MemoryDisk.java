import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scst.user.client.BlockHandler;
import org.scst.user.client.BlockStorage;
import org.scst.user.wire.RefusedException;
import org.scst.user.wire.Registration;

/**
 * A disk in this machine's memory: fast, and empty after a restart of the machine. Its content is a file of the memory file system
 * /dev/shm, which outlives this program: when that is ended and started again, initiators go on where they were.
 *
 * <pre>
 *   java --enable-native-access=ALL-UNNAMED -cp LOAD/org.scst.core.jar:LOAD/org.scst.user.jar MemoryDisk.java SOCKET NAME SIZE [QUEUES]
 * </pre>
 *
 * LOAD is the platform's folder of product bundles, SOCKET its user.socket, NAME that of a file org.scst.user-NAME.cfg, SIZE bytes,
 * or with K, M, G; QUEUES threads, 1 if left out.
 */
final class MemoryDisk implements BlockStorage {
    private static final int BLOCK = 512;
    private static final int ENTRIES = 256;

    private final MemorySegment content;

    private MemoryDisk(MemorySegment content) {
        this.content = content;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 3) {
            System.err.println("usage: MemoryDisk SOCKET NAME SIZE [QUEUES]");
            System.exit(2);
        }
        String name = arguments[1];
        long size = bytes(arguments[2]);
        int queues = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        Path file = Path.of("/dev/shm", "scst-memory-disk-" + name);
        BlockStorage storage = new MemoryDisk(map(file, size));
        String medium = file + ", inode " + Files.getAttribute(file, "unix:ino");
        serveForEver(Path.of(arguments[0]), registration(name, medium, size, queues), storage);
    }

    private static Registration registration(String name, String medium, long size, int queues) {
        long features = Registration.ZEROES;
        return new Registration(
                Registration.BLOCK, 0, queues, ENTRIES, BLOCK, size, features, 0, 4096, name, medium, "MemoryDisk 1");
    }

    private static void serveForEver(Path socket, Registration registration, BlockStorage storage)
            throws InterruptedException {
        while (true) {
            try {
                new BlockHandler(socket, registration, storage, System.err::println).serve();
            } catch (RefusedException wrong) {
                System.err.println("refused: " + wrong.getMessage());
                System.exit(1);
            } catch (IOException away) {
                // The platform is not there, or not any more: it is tried again.
            }
            Thread.sleep(100);
        }
    }

    private static MemorySegment map(Path path, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
            return file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.global());
        }
    }

    private static long bytes(String text) {
        int unit = "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
        long number = Long.parseLong(unit < 0 ? text : text.substring(0, text.length() - 1));
        return number << 10 * (unit + 1);
    }

    @Override
    public void read(long offset, MemorySegment data) {
        MemorySegment.copy(content, offset, data, 0, data.byteSize());
    }

    @Override
    public void write(long offset, MemorySegment data, boolean durable) {
        MemorySegment.copy(data, 0, content, offset, data.byteSize());
    }

    /** It lasts as long as the machine has power, and no longer: nothing can be done about that here. */
    @Override
    public void flush() {}

    @Override
    public void zero(long offset, long length) {
        content.asSlice(offset, length).fill((byte) 0);
    }
}
