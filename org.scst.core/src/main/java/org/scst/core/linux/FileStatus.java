package org.scst.core.linux;

/**
 * What {@code statx(2)} says about an open file.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param size bytes; 0 for a block device
 * @param allocated bytes of storage that are allocated
 * @param preferredBlockSize bytes, for efficient transfers
 * @param device file system it is on: major number in the upper, minor in the lower 32 bits
 * @param inode number within the file system; with {@code device} it names the file, whatever its paths
 * @param mode type and permission bits
 * @param represents the device that a device file stands for, coded as {@code device}; else 0
 */
public record FileStatus(
        long size, long allocated, int preferredBlockSize, long device, long inode, int mode, long represents) {
    private static final int TYPE_MASK = 0xF000;
    private static final int REGULAR = 0x8000;
    private static final int BLOCK_DEVICE = 0x6000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int DIRECTORY = 0x4000;

    /** Whether it is a regular file. */
    public boolean isRegularFile() {
        return (mode & TYPE_MASK) == REGULAR;
    }

    /** Whether it is a block device. */
    public boolean isBlockDevice() {
        return (mode & TYPE_MASK) == BLOCK_DEVICE;
    }

    /** Whether it is a character device. */
    public boolean isCharacterDevice() {
        return (mode & TYPE_MASK) == CHARACTER_DEVICE;
    }

    /** Whether it is a directory. */
    public boolean isDirectory() {
        return (mode & TYPE_MASK) == DIRECTORY;
    }
}
