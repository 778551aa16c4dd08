package org.scst.vdisk.internal.protection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.vdisk.internal.encryption.Sealing;

/**
 * The file beside a medium that keeps its protection information: a header, and two slots for each logical block. What was never
 * written is a hole. The slots of a medium that is encrypted are so too.
 *
 * <pre>
 *      0  "SCSTPROT" (8)  version (4)  type (4)  logical block length (4)  CRC-32C of these (4)
 *     64  whose it is: inode number (8)  time of birth (8)  CRC-32C of these (4)
 *   4096  slots, by logical block
 * </pre>
 *
 * <p><i>Threading:</i> as its caller arranges: no two writes at a time. Every write is on the medium when it returns.
 */
final class ProtectionFile implements AutoCloseable {
    private static final long MAGIC = 0x5343535450524F54L;
    private static final int VERSION = 1;
    private static final int HEADER = 4096;
    private static final int CHECKED = 20;
    private static final int OWNER = 64;
    private static final int OWNER_LENGTH = 16;
    private static final int PUNCH_HOLE = LinuxFile.FALLOC_FL_KEEP_SIZE | LinuxFile.FALLOC_FL_PUNCH_HOLE;
    private static final int ZEROED_AT_ONCE = 1 << 20;
    private final LinuxFile file;
    private final ProtectionType type;
    private final Sealing sealing;

    private ProtectionFile(LinuxFile file, ProtectionType type, Sealing sealing) {
        this.file = file;
        this.type = type;
        this.sealing = sealing;
    }

    /**
     * Opens it.
     *
     * @return {@code null} when there is none
     * @throws IOException when it is damaged, or of a medium with other blocks
     */
    static ProtectionFile open(Path path, int blockLength, boolean readOnly, Sealing sealing) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        LinuxFile file = readOnly
                ? LinuxFile.open(path, OpenFlag.READ_ONLY)
                : LinuxFile.open(path, OpenFlag.READ_WRITE, OpenFlag.DSYNC);
        try {
            return new ProtectionFile(file, type(file, blockLength), sealing);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static ProtectionType type(LinuxFile file, int blockLength) throws IOException {
        ByteBuf header = Unpooled.directBuffer(HEADER, HEADER);
        try {
            read(file, 0, header, HEADER);
            boolean whole = header.getInt(CHECKED) == checksum(header) && header.getLong(0) == MAGIC;
            ProtectionType type = whole ? ProtectionType.of(header.getInt(12)) : null;
            if (type == null || header.getInt(8) != VERSION || header.getInt(16) != blockLength) {
                throw new IOException(file.path() + " is damaged, or belongs to another disk: restore it");
            }
            return type;
        } finally {
            header.release();
        }
    }

    private static int checksum(ByteBuf header) {
        return checksum(header, 0, CHECKED);
    }

    private static int checksum(ByteBuf bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.nioBuffer(from, length));
        return (int) crc.getValue();
    }

    /** Makes it, with nothing written; one that is there is forgotten. */
    static ProtectionFile create(Path path, ProtectionType type, int blockLength, Sealing sealing) throws IOException {
        LinuxFile file = LinuxFile.open(path, OpenFlag.READ_WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE, OpenFlag.DSYNC);
        ByteBuf header = Unpooled.directBuffer(HEADER, HEADER).writeZero(HEADER);
        try {
            header.setLong(0, MAGIC)
                    .setInt(8, VERSION)
                    .setInt(12, type.number())
                    .setInt(16, blockLength);
            header.setInt(CHECKED, checksum(header));
            write(file, 0, header);
            synchronizeFolder(path);
            return new ProtectionFile(file, type, sealing);
        } catch (IOException e) {
            file.close();
            throw e;
        } finally {
            header.release();
        }
    }

    /** Removes it, if it is there. */
    static void remove(Path path) throws IOException {
        if (Files.deleteIfExists(path)) {
            synchronizeFolder(path);
        }
    }

    private static void synchronizeFolder(Path path) throws IOException {
        try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    ProtectionType type() {
        return type;
    }

    /** Whose it is; {@code null} when that is not known. */
    MediumFile owner() throws IOException {
        int length = OWNER_LENGTH + Integer.BYTES;
        ByteBuf owner = Unpooled.directBuffer(length, length);
        try {
            read(file, OWNER, owner, length);
            boolean whole = owner.getInt(OWNER_LENGTH) == checksum(owner, 0, OWNER_LENGTH);
            return whole ? new MediumFile(owner.getLong(0), owner.getLong(Long.BYTES)) : null;
        } finally {
            owner.release();
        }
    }

    /** Notes down whose it is from now on. */
    void owner(MediumFile next) throws IOException {
        int length = OWNER_LENGTH + Integer.BYTES;
        ByteBuf owner = Unpooled.directBuffer(length, length);
        try {
            owner.writeLong(next.inode()).writeLong(next.born());
            write(file, OWNER, owner.writeInt(checksum(owner, 0, OWNER_LENGTH)));
        } finally {
            owner.release();
        }
    }

    /** A block that is not before {@code lba}, nor is anything kept for what is between; -1 when nothing is to the end. */
    long nextKept(long lba) throws IOException {
        long data = file.nextData(place(lba));
        return data < 0 ? -1 : Math.max(lba, (data - HEADER) / ProtectionSlots.LENGTH);
    }

    private static long place(long lba) {
        return HEADER + lba * ProtectionSlots.LENGTH;
    }

    /** The slots of some blocks. */
    ProtectionSlots read(long lba, int blocks) throws IOException {
        ProtectionSlots slots = new ProtectionSlots(lba, blocks);
        read(file, place(lba), slots.bytes(), blocks * ProtectionSlots.LENGTH);
        sealing.openBeside(lba, ProtectionSlots.LENGTH, slots.bytes());
        return slots;
    }

    /** Replaces them; they are of no use afterwards. */
    void write(ProtectionSlots slots) throws IOException {
        sealing.sealBeside(slots.first(), ProtectionSlots.LENGTH, slots.bytes());
        write(file, place(slots.first()), slots.bytes());
    }

    /** Forgets those of some blocks: they are as never written. */
    void clear(long lba, long blocks) throws IOException {
        long length = blocks * ProtectionSlots.LENGTH;
        try {
            file.fallocate(PUNCH_HOLE, place(lba), length);
            file.fdatasync();
        } catch (LinuxException e) {
            if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.ENOSYS) {
                throw e;
            }
            zero(place(lba), length);
        }
    }

    private void zero(long offset, long length) throws IOException {
        int piece = (int) Math.min(length, ZEROED_AT_ONCE);
        ByteBuf zeroes = Unpooled.directBuffer(piece, piece).writeZero(piece);
        try {
            for (long done = 0; done < length; done += piece) {
                zeroes.writerIndex((int) Math.min(piece, length - done));
                write(file, offset + done, zeroes);
            }
        } finally {
            zeroes.release();
        }
    }

    /** What is past the end of the file is zero. */
    private static void read(LinuxFile file, long offset, ByteBuf target, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = file.pread(target.memoryAddress() + done, length - done, offset + done);
            if (count == 0) {
                target.setZero(done, length - done);
                break;
            }
            done += count;
        }
        target.setIndex(0, length);
    }

    private static void write(LinuxFile file, long offset, ByteBuf source) throws IOException {
        for (int done = 0; done < source.readableBytes(); ) {
            done += file.pwrite(
                    source.memoryAddress() + source.readerIndex() + done, source.readableBytes() - done, offset + done);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
