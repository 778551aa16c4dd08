package org.scst.local.internal.fuse;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What the kernel is told of folder and files. Nothing of it may be kept there: the next who asks is answered anew.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param seconds since 1970 that all times of all files are
 */
record FuseAttributes(long seconds) {
    static final long ROOT = 1;
    /** The first node of a file; that of LUN n comes n later. */
    static final long FIRST_FILE = 2;

    static final int FOLDER_TYPE = 4;
    static final int FILE_TYPE = 8;
    private static final int FOLDER_MODE = 040700;
    private static final int FILE_MODE = 0100600;
    private static final int SECTOR = 512;
    private static final int BLOCK = 4096;

    /** {@code struct fuse_attr_out}. */
    void write(ByteBuf out, long node, long size) {
        out.writeLongLE(0).writeIntLE(0).writeIntLE(0);
        attributes(out, node, size);
    }

    /** {@code struct fuse_entry_out}. */
    void entry(ByteBuf out, long node, long size) {
        out.writeLongLE(node).writeLongLE(0);
        out.writeLongLE(0).writeLongLE(0).writeIntLE(0).writeIntLE(0);
        attributes(out, node, size);
    }

    private void attributes(ByteBuf out, long node, long size) {
        boolean folder = node == ROOT;
        out.writeLongLE(node).writeLongLE(size).writeLongLE((size + SECTOR - 1) / SECTOR);
        out.writeLongLE(seconds).writeLongLE(seconds).writeLongLE(seconds);
        out.writeZero(3 * Integer.BYTES);
        out.writeIntLE(folder ? FOLDER_MODE : FILE_MODE).writeIntLE(folder ? 2 : 1);
        out.writeIntLE(0).writeIntLE(0).writeIntLE(0).writeIntLE(BLOCK).writeIntLE(0);
    }

    /** {@code struct fuse_dirent}; returns whether there was room for it. */
    static boolean folderEntry(ByteBuf out, int most, long node, long next, int type, String name) {
        int length = 24 + name.length();
        int padded = length + 7 & ~7;
        if (out.readableBytes() + padded > most) {
            return false;
        }
        out.writeLongLE(node).writeLongLE(next).writeIntLE(name.length()).writeIntLE(type);
        out.writeCharSequence(name, StandardCharsets.US_ASCII);
        out.writeZero(padded - length);
        return true;
    }
}
