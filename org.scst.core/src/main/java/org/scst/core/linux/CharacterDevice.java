package org.scst.core.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An open character device, which has no offsets: what is written and read are whole messages of its driver.
 *
 * <p>Errors are negative numbers of {@link Errno}: some of them are ordinary answers of a driver.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> the file is borrowed; its opener closes it. Raw addresses are borrowed until the
 * call returns.
 */
public final class CharacterDevice {
    /** As an offset: wherever the file is, as {@code read(2)} and {@code write(2)} have it. */
    private static final long NO_OFFSET = -1;

    private final LinuxFile file;

    /** @param file a character device that is open */
    public CharacterDevice(LinuxFile file) {
        this.file = file;
    }

    /**
     * Reads one message; blocks unless the file was opened with {@link OpenFlag#NONBLOCK}.
     *
     * @return bytes read, or a negative error number
     */
    public int read(long address, int length) {
        return file.preadv2(address, length, NO_OFFSET, 0);
    }

    /**
     * Writes one message; may block.
     *
     * @return bytes written, or a negative error number
     */
    public int write(long address, int length) {
        return file.pwritev2(address, length, NO_OFFSET, 0);
    }

    /**
     * {@code ioctl(2)} with a structure.
     *
     * @param address of the structure, read and written by the kernel
     * @return what the driver answers, or a negative error number
     */
    public int control(long request, long address) {
        return SystemCalls.ioctl(file.descriptor(), request, address);
    }

    /**
     * {@code ioctl(2)} with a number that the kernel reads and writes.
     *
     * @return the number afterwards
     */
    public int control(String call, long request, int number) throws LinuxException {
        MemorySegment place = Scratch.structure(Scratch.ofThread());
        place.set(ValueLayout.JAVA_LONG, 0, 0);
        place.set(ValueLayout.JAVA_INT, 0, number);
        int result = SystemCalls.ioctl(file.descriptor(), request, place.address());
        if (result < 0) {
            throw file.failure(call, result);
        }
        return place.get(ValueLayout.JAVA_INT, 0);
    }
}
