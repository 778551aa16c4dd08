package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.scst.core.linux.Errno;
import org.scst.core.linux.FileStatus;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.ScatterList;

/**
 * A regular file of this machine. With O_DIRECT it is open twice: what is not aligned, or not a whole number of pages, goes
 * through the page cache, which the kernel keeps coherent with direct accesses.
 *
 * <p><i>Threading:</i> thread-safe except {@link #close()}. Owns the descriptor.
 */
final class LinuxStorageFile implements StorageFile {
    private static final int PUNCH_HOLE = LinuxFile.FALLOC_FL_PUNCH_HOLE | LinuxFile.FALLOC_FL_KEEP_SIZE;
    private static final int ZERO_RANGE = LinuxFile.FALLOC_FL_ZERO_RANGE | LinuxFile.FALLOC_FL_KEEP_SIZE;
    private static final long LOCK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What every file system can do: pages, in memory and in the file. */
    private static final int ALIGNMENT = 4096;

    private final LinuxFile file;
    private final LinuxFile direct;
    private final boolean inMemory;
    private final Duration lockPatience;

    /**
     * @param direct the same file opened with O_DIRECT, or {@code null}
     * @param lockPatience how long {@link #lock} waits for another holder
     */
    LinuxStorageFile(LinuxFile file, LinuxFile direct, boolean inMemory, Duration lockPatience) {
        this.file = file;
        this.direct = direct;
        this.inMemory = inMemory;
        this.lockPatience = lockPatience;
    }

    @Override
    public FileIdentity identity() throws IOException {
        FileStatus status = file.status();
        return new FileIdentity(status.device(), status.inode());
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    /** What is open stays, under whatever name. */
    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public void succeeded(StorageFile successor) {
        throw new IllegalStateException(file + " is not gone");
    }

    @Override
    public boolean zeroesPastEnd() {
        return true;
    }

    @Override
    public boolean unmappedReadsZero() {
        return true;
    }

    @Override
    public int unmapGranularity() {
        return ALIGNMENT;
    }

    @Override
    public boolean inMemory() {
        return inMemory;
    }

    @Override
    public boolean direct() {
        return direct != null;
    }

    /** The descriptor for an access, so that O_DIRECT never refuses it. */
    private LinuxFile fileFor(long offset, long address, int length) {
        boolean aligned = ((offset | address | length) & ALIGNMENT - 1) == 0;
        return direct != null && aligned ? direct : file;
    }

    @Override
    public LinuxFile readsFrom(long offset, long address, int length) {
        return inMemory ? null : fileFor(offset, address, length);
    }

    /** Writes into the page cache would only go to a thread of the kernel's, which costs more than one of ours. */
    @Override
    public LinuxFile writesTo(long offset, long address, int length) {
        LinuxFile to = fileFor(offset, address, length);
        return to == direct ? to : null;
    }

    @Override
    public int readNonBlocking(long offset, long address, int length) {
        if (direct != null) {
            return WOULD_BLOCK;
        }
        return atHand(file.preadv2(address, length, offset, LinuxFile.RWF_NOWAIT));
    }

    @Override
    public int readNonBlocking(long offset, ScatterList target, boolean waits) {
        return atHand(file.preadv2(target, offset, waits ? 0 : LinuxFile.RWF_NOWAIT));
    }

    private static int atHand(int result) {
        if (result >= 0) {
            return result;
        }
        // Any other error is told by read(), which meets it too.
        return result == -Errno.EOPNOTSUPP ? NOT_SUPPORTED : WOULD_BLOCK;
    }

    @Override
    public int read(long offset, long address, int length) throws IOException {
        return fileFor(offset, address, length).pread(address, length, offset);
    }

    @Override
    public int write(long offset, long address, int length, boolean durable) throws IOException {
        LinuxFile to = fileFor(offset, address, length);
        if (!durable) {
            return to.pwrite(address, length, offset);
        }
        int result = to.pwritev2(address, length, offset, LinuxFile.RWF_DSYNC);
        if (result < 0) {
            throw file.failure("pwritev2", result);
        }
        return result;
    }

    @Override
    public void sync() throws IOException {
        file.fdatasync();
    }

    @Override
    public void growTo(long size) throws IOException {
        file.ftruncate(size);
    }

    @Override
    public boolean punchHole(long offset, long length) throws IOException {
        return fallocate(PUNCH_HOLE, offset, length);
    }

    @Override
    public boolean zeroRange(long offset, long length) throws IOException {
        return fallocate(ZERO_RANGE, offset, length);
    }

    private boolean fallocate(int mode, long offset, long length) throws IOException {
        try {
            file.fallocate(mode, offset, length);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOSYS) {
                return false;
            }
            throw e;
        }
    }

    /** What the kernel does not copy for whatever reason is read and written: that tells which of the two fails. */
    @Override
    public long copyFrom(StorageFile source, long sourceOffset, long offset, long length) throws IOException {
        if (!(source instanceof LinuxStorageFile from)) {
            return 0;
        }
        try {
            return file.copyFrom(from.file, sourceOffset, offset, length);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOSPC || e.errno() == Errno.EDQUOT) {
                throw e;
            }
            return 0;
        }
    }

    @Override
    public void willNeed(long offset, long length) throws IOException {
        file.advise(offset, length, LinuxFile.POSIX_FADV_WILLNEED);
    }

    @Override
    public long nextData(long offset) throws IOException {
        return file.nextData(offset);
    }

    @Override
    public long nextHole(long offset) throws IOException {
        return file.nextHole(offset);
    }

    /** After an update the earlier revision's disk may still be closing: a short time it is waited for. */
    @Override
    public boolean lock() throws IOException {
        long began = System.nanoTime();
        boolean locked = file.tryLock();
        while (!locked && System.nanoTime() - began < lockPatience.toNanos()) {
            LockSupport.parkNanos(LOCK_PAUSE_NANOS);
            locked = file.tryLock();
        }
        return locked;
    }

    @Override
    public void close() {
        if (direct != null) {
            direct.close();
        }
        file.close();
    }
}
