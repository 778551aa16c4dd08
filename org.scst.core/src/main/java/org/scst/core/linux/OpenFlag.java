package org.scst.core.linux;

/**
 * How a file is opened ({@code open(2)}). Every file is closed on {@code exec}.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum OpenFlag {
    /** Reading only; so it is too when neither this nor {@link #READ_WRITE} is given. */
    READ_ONLY(0),
    /** Reading and writing. */
    READ_WRITE(0x2),
    /** Creates the file when it is missing, mode 0600. */
    CREATE(0x40),
    /**
     * With {@link #CREATE}: fails with EEXIST when it is there. For a block device, without it: claims the device, or fails with EBUSY
     * when somebody else has, a mounted file system for one.
     */
    EXCLUSIVE(0x80),
    /** Cuts it to nothing. */
    TRUNCATE(0x200),
    /** Does not wait: for the other end of a FIFO, for a medium in a drive. */
    NONBLOCK(0x800),
    /** Every write returns when its data is durable. */
    DSYNC(0x1000),
    /** Past the page cache; memory, offset and length must be aligned. The bit differs from machine to machine. */
    DIRECT(System.getProperty("os.arch").equals("aarch64") ? 0x10000 : 0x4000);

    private final int bits;

    OpenFlag(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }
}
