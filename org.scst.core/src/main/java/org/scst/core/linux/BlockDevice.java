package org.scst.core.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the block layer says of an open block device, and does to it, by {@code ioctl(2)}.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> the file is borrowed; its opener closes it.
 */
public final class BlockDevice {
    private static final long BLKROGET = 0x125E;
    private static final long BLKSSZGET = 0x1268;
    private static final long BLKDISCARD = 0x1277;
    private static final long BLKIOOPT = 0x1279;
    private static final long BLKPBSZGET = 0x127B;
    private static final long BLKROTATIONAL = 0x127E;
    private static final long BLKZEROOUT = 0x127F;
    private static final long BLKGETSIZE64 = 0x8008_1272L;
    private final LinuxFile file;

    /** @param file a block device that is open */
    public BlockDevice(LinuxFile file) {
        this.file = file;
    }

    /** Size in bytes; 0 for a drive without medium, and for a device that has been taken out. */
    public long size() throws LinuxException {
        return asked("ioctl(BLKGETSIZE64)", BLKGETSIZE64).get(ValueLayout.JAVA_LONG, 0);
    }

    /** Logical block length in bytes: the unit of every access that goes past the page cache. */
    public int logicalBlockLength() throws LinuxException {
        return asked("ioctl(BLKSSZGET)", BLKSSZGET).get(ValueLayout.JAVA_INT, 0);
    }

    /** Physical block length in bytes: what the device writes without reading it first. */
    public int physicalBlockLength() throws LinuxException {
        return asked("ioctl(BLKPBSZGET)", BLKPBSZGET).get(ValueLayout.JAVA_INT, 0);
    }

    /** Optimal length of a transfer in bytes, 0 when the device does not say. */
    public int optimalTransferLength() throws LinuxException {
        return asked("ioctl(BLKIOOPT)", BLKIOOPT).get(ValueLayout.JAVA_INT, 0);
    }

    /** Whether the medium rotates. */
    public boolean rotational() throws LinuxException {
        return asked("ioctl(BLKROTATIONAL)", BLKROTATIONAL).get(ValueLayout.JAVA_SHORT, 0) != 0;
    }

    /** Whether it cannot be written. */
    public boolean readOnly() throws LinuxException {
        return asked("ioctl(BLKROGET)", BLKROGET).get(ValueLayout.JAVA_INT, 0) != 0;
    }

    /**
     * Gives a range's storage back; what is read there afterwards is up to the device.
     *
     * @throws LinuxException EOPNOTSUPP when the device has no such command
     */
    public void discard(long offset, long length) throws LinuxException {
        range("ioctl(BLKDISCARD)", BLKDISCARD, offset, length);
    }

    /** Makes a range zero and keeps its storage, by a command of the device or by writing zeroes. */
    public void zeroOut(long offset, long length) throws LinuxException {
        range("ioctl(BLKZEROOUT)", BLKZEROOUT, offset, length);
    }

    private MemorySegment asked(String call, long request) throws LinuxException {
        MemorySegment answer = Scratch.structure(Scratch.ofThread());
        answer.set(ValueLayout.JAVA_LONG, 0, 0);
        told(call, SystemCalls.ioctl(file.descriptor(), request, answer.address()));
        return answer;
    }

    private void range(String call, long request, long offset, long length) throws LinuxException {
        MemorySegment range = Scratch.structure(Scratch.ofThread());
        range.set(ValueLayout.JAVA_LONG, 0, offset);
        range.set(ValueLayout.JAVA_LONG, Long.BYTES, length);
        told(call, SystemCalls.ioctl(file.descriptor(), request, range.address()));
    }

    private void told(String call, int result) throws LinuxException {
        if (result < 0) {
            throw file.failure(call, result);
        }
    }
}
