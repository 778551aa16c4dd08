package org.scst.vdisk.internal.file;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.linux.BlockDevice;
import org.scst.core.linux.Errno;
import org.scst.core.linux.FileStatus;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.NativeMemory;

/**
 * A block device of this machine, opened with O_DIRECT. Offsets, and lengths of writes, are whole blocks of it; memory that is not
 * aligned, and the block of which a read is to have only a part, are copied on the way.
 *
 * <p><i>Threading:</i> thread-safe except {@link #close()}. Owns the descriptor.
 */
final class LinuxBlockDevice implements StorageFile {
    private static final int PUNCH_HOLE = LinuxFile.FALLOC_FL_PUNCH_HOLE | LinuxFile.FALLOC_FL_KEEP_SIZE;

    private final LinuxFile file;
    private final BlockDevice device;
    private final int alignment;
    private final BlockQueue queue;
    private final BounceBuffers bounce = new BounceBuffers();
    /** Whether something that was answered may be in a cache of the device that forgets it. */
    private volatile boolean unflushed;
    /** Set where {@link #unflushed} writes went away with what stood here before. */
    private volatile boolean writesLost;

    /** @param alignment length of a block, to which memory has to be aligned too */
    LinuxBlockDevice(LinuxFile file, int alignment, BlockQueue queue) {
        this.file = file;
        this.device = new BlockDevice(file);
        this.alignment = alignment;
        this.queue = queue;
    }

    @Override
    public FileIdentity identity() throws IOException {
        FileStatus status = file.status();
        return FileIdentity.ofBlockDevice(status.represents());
    }

    @Override
    public long size() throws IOException {
        long size = device.size();
        if (size == 0) {
            throw new IOException("nothing is behind " + file.path());
        }
        return size;
    }

    /** The kernel sets the size of a device that was taken out to zero, once and for all. */
    @Override
    public boolean gone() {
        try {
            return device.size() == 0;
        } catch (LinuxException e) {
            return true;
        }
    }

    @Override
    public void succeeded(StorageFile successor) {
        ((LinuxBlockDevice) successor).writesLost = unflushed || writesLost;
    }

    @Override
    public boolean zeroesPastEnd() {
        return false;
    }

    @Override
    public boolean unmappedReadsZero() {
        return queue.writesZeroes();
    }

    @Override
    public int unmapGranularity() {
        return (int) Math.max(alignment, Math.min(queue.discardGranularity(), 1 << 30));
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    @Override
    public boolean direct() {
        return true;
    }

    private boolean aligned(long address) {
        return (address & alignment - 1) == 0;
    }

    /** What of a length is whole blocks. */
    private int whole(int length) {
        return length & -alignment;
    }

    @Override
    public LinuxFile readsFrom(long offset, long address, int length) {
        return aligned(address) && whole(length) == length ? file : null;
    }

    @Override
    public LinuxFile writesTo(long offset, long address, int length) {
        if (!aligned(address)) {
            return null;
        }
        written();
        return file;
    }

    private void written() {
        if (queue.volatileCache() && !unflushed) {
            unflushed = true;
        }
    }

    @Override
    public int readNonBlocking(long offset, long address, int length) {
        return WOULD_BLOCK;
    }

    @Override
    public int read(long offset, long address, int length) throws IOException {
        if (aligned(address) && whole(length) > 0) {
            return file.pread(address, whole(length), offset);
        }
        ByteBuf buffer = bounce.take();
        try {
            int wanted = Math.min(length, BounceBuffers.LENGTH);
            int read = file.pread(BounceBuffers.address(buffer), whole(wanted + alignment - 1), offset);
            int count = Math.min(read, wanted);
            NativeMemory.copy(BounceBuffers.address(buffer), address, count);
            return count;
        } finally {
            bounce.giveBack(buffer);
        }
    }

    @Override
    public int write(long offset, long address, int length, boolean durable) throws IOException {
        written();
        if (aligned(address)) {
            return writeAligned(offset, address, length, durable);
        }
        ByteBuf buffer = bounce.take();
        try {
            int count = Math.min(length, BounceBuffers.LENGTH);
            NativeMemory.copy(address, BounceBuffers.address(buffer), count);
            return writeAligned(offset, BounceBuffers.address(buffer), count, durable);
        } finally {
            bounce.giveBack(buffer);
        }
    }

    private int writeAligned(long offset, long address, int length, boolean durable) throws IOException {
        if (!durable) {
            return file.pwrite(address, length, offset);
        }
        int result = file.pwritev2(address, length, offset, LinuxFile.RWF_DSYNC);
        if (result < 0) {
            throw file.failure("pwritev2", result);
        }
        return result;
    }

    /** Has the device flush its cache. What one before it took along is told once, as the kernel does with a lost page. */
    @Override
    public void sync() throws IOException {
        if (writesLost) {
            writesLost = false;
            throw new IOException(
                    file.path() + " was away, and writes that its cache may have held were not flushed before");
        }
        boolean before = unflushed;
        unflushed = false;
        try {
            file.fdatasync();
        } catch (LinuxException e) {
            unflushed = before;
            throw e;
        }
    }

    @Override
    public void growTo(long size) {
        throw new IllegalStateException("a block device has the size it has");
    }

    @Override
    public boolean punchHole(long offset, long length) throws IOException {
        written();
        try {
            if (queue.writesZeroes()) {
                file.fallocate(PUNCH_HOLE, offset, length);
            } else {
                device.discard(offset, length);
            }
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EOPNOTSUPP) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public boolean zeroRange(long offset, long length) throws IOException {
        written();
        device.zeroOut(offset, length);
        return true;
    }

    /** There is no page cache to read it into. */
    @Override
    public void willNeed(long offset, long length) {}

    /** A device does not say what of it has storage. */
    @Override
    public long nextData(long offset) {
        return offset;
    }

    @Override
    public long nextHole(long offset) throws IOException {
        return size();
    }

    /** The claim with which it was opened does that. */
    @Override
    public boolean lock() {
        return true;
    }

    @Override
    public void close() {
        file.close();
        bounce.close();
    }
}
