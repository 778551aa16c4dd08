package org.scst.core.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code struct statx}: the same on every machine, which {@code struct stat} is not.
 *
 * <pre>
 *    4 blksize   28 mode (2)   32 ino (8)   40 size (8)   48 blocks (8)
 *  128 rdev major, minor      136 dev major, minor
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 */
final class StatxLayout {
    static final int SIZE = 256;

    private static final int BLOCK_SIZE_OFFSET = 4;
    private static final int MODE_OFFSET = 28;
    private static final int INODE_OFFSET = 32;
    private static final int SIZE_OFFSET = 40;
    private static final int BLOCKS_OFFSET = 48;
    private static final int REPRESENTS_OFFSET = 128;
    private static final int DEVICE_OFFSET = 136;
    private static final int BYTES_PER_BLOCK = 512;

    private StatxLayout() {}

    static FileStatus read(MemorySegment statx) {
        return new FileStatus(
                statx.get(ValueLayout.JAVA_LONG, SIZE_OFFSET),
                statx.get(ValueLayout.JAVA_LONG, BLOCKS_OFFSET) * BYTES_PER_BLOCK,
                statx.get(ValueLayout.JAVA_INT, BLOCK_SIZE_OFFSET),
                device(statx, DEVICE_OFFSET),
                statx.get(ValueLayout.JAVA_LONG, INODE_OFFSET),
                statx.get(ValueLayout.JAVA_SHORT, MODE_OFFSET) & 0xFFFF,
                device(statx, REPRESENTS_OFFSET));
    }

    private static long device(MemorySegment statx, int offset) {
        long major = statx.get(ValueLayout.JAVA_INT, offset) & 0xFFFF_FFFFL;
        return major << 32 | statx.get(ValueLayout.JAVA_INT, offset + Integer.BYTES) & 0xFFFF_FFFFL;
    }
}
