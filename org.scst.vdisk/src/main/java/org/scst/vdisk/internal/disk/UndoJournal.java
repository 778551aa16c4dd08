package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What stood where an atomic write is under way: one record in a file beside the state of the device, on the medium before the
 * first block changes and forgotten on the medium before anybody else may write there.
 *
 * <p>A record that is not whole was not finished, so that nothing had been changed: it counts as none.
 *
 * <p><i>Threading:</i> confined to the caller; blocks.
 */
final class UndoJournal {
    /** The smallest part of a medium that a loss of power leaves either as it was or as it was to be. */
    static final int SECTOR = 512;

    private static final long MAGIC = 0x534353545F554E44L;
    private static final int VERSION = 1;
    private static final int HEADER = 512;
    private static final int CHECKSUM_OFFSET = 24;
    private static final int ERASED_AT_ONCE = 256 << 10;
    private final FileSource source;
    private RandomAccessFile file;

    /** Where the file is, asked when it is needed first. */
    @FunctionalInterface
    interface FileSource {
        Path path() throws IOException;
    }

    UndoJournal(FileSource source) {
        this.source = source;
    }

    /**
     * What stood in a range, and how to know what was to stand there.
     *
     * @param offset of the range in bytes
     * @param former its content before
     * @param intended the CRC-32C of each sector that was to be written
     */
    record Entry(long offset, byte[] former, int[] intended) {
        /** Whether a sector of the medium is as it was, or as it was to be: not if somebody else has written it since. */
        boolean knows(int at, byte[] now) {
            return intended[at / SECTOR] == checksum(now, at, SECTOR)
                    || checksum(former, at, SECTOR) == checksum(now, at, SECTOR);
        }
    }

    /** Keeps what stands in a range that is to become {@code next}; on the medium when this returns. */
    void keep(long offset, ByteBuf former, ByteBuf next) throws IOException {
        int length = former.readableBytes();
        ByteBuffer entry = ByteBuffer.allocate(HEADER + tableLength(length) + length);
        entry.putLong(MAGIC).putInt(VERSION).putInt(length).putLong(offset);
        byte[] sector = new byte[SECTOR];
        for (int at = 0; at < length; at += SECTOR) {
            next.getBytes(next.readerIndex() + at, sector);
            entry.putInt(HEADER + at / SECTOR * Integer.BYTES, checksum(sector, 0, SECTOR));
        }
        former.getBytes(former.readerIndex(), entry.array(), entry.capacity() - length, length);
        entry.putInt(CHECKSUM_OFFSET, checksum(entry.array(), 0, entry.capacity()));
        open();
        file.seek(0);
        file.write(entry.array());
    }

    /** Forgets it; on the medium when this returns. */
    void forget() throws IOException {
        open();
        file.seek(0);
        file.write(new byte[HEADER]);
    }

    /** Forgets it, and overwrites whatever it has kept so far; on the medium when this returns. */
    void erase() throws IOException {
        if (!Files.exists(source.path())) {
            return;
        }
        open();
        byte[] zeroes = new byte[ERASED_AT_ONCE];
        file.seek(0);
        for (long left = file.length(); left > 0; left -= zeroes.length) {
            file.write(zeroes, 0, (int) Math.min(zeroes.length, left));
        }
    }

    /** What an atomic write has left that did not come to its end; {@code null} when there is nothing. */
    Entry read() throws IOException {
        if (!Files.exists(source.path())) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(source.path());
        ByteBuffer entry = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || entry.getLong() != MAGIC || entry.getInt() != VERSION) {
            return null;
        }
        int length = entry.getInt();
        if (length <= 0 || length % SECTOR != 0 || bytes.length < HEADER + tableLength(length) + length) {
            return null;
        }
        return whole(entry, length) ? entry(entry, length) : null;
    }

    private static boolean whole(ByteBuffer entry, int length) {
        int expected = entry.getInt(CHECKSUM_OFFSET);
        entry.putInt(CHECKSUM_OFFSET, 0);
        return checksum(entry.array(), 0, HEADER + tableLength(length) + length) == expected;
    }

    private static Entry entry(ByteBuffer entry, int length) {
        int[] intended = new int[length / SECTOR];
        entry.position(HEADER).slice().asIntBuffer().get(intended);
        byte[] former = new byte[length];
        entry.position(HEADER + tableLength(length)).get(former);
        return new Entry(entry.getLong(16), former, intended);
    }

    /** The checksums fill whole sectors. */
    private static int tableLength(int length) {
        int bytes = length / SECTOR * Integer.BYTES;
        return (bytes + SECTOR - 1) / SECTOR * SECTOR;
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private void open() throws IOException {
        if (file != null) {
            return;
        }
        Path path = source.path();
        boolean there = Files.exists(path);
        file = new RandomAccessFile(path.toFile(), "rwd"); // every write is on the medium when it returns
        if (!there) {
            try (FileChannel folder = FileChannel.open(path.getParent())) {
                folder.force(true);
            }
        }
    }

    /** Lets go of the file, which stays: it may say something. */
    void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
