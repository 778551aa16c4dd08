package org.scst.core.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * An open file or block device. Its descriptor is counted by those who use it and closed when the count is zero, never by
 * force: a late write must not meet a descriptor that has been given to another file.
 *
 * <p>Whoever opens it holds the first reference and gives it up by {@link #close}. Everybody else who calls a method while that
 * may happen holds one of their own ({@link #retain}, {@link #release}). A call on a closed file is a bug: {@link
 * IllegalStateException}.
 *
 * <p>{@link #preadv2} and {@link #pwritev2} return errors as negative numbers and allocate nothing: some of their errors are
 * ordinary answers (EAGAIN, EOPNOTSUPP with RWF_NOWAIT). All other methods throw {@link LinuxException}.
 *
 * <p><i>Threading:</i> thread-safe by the kernel and an atomic count. <i>Ownership:</i> raw addresses are borrowed until the
 * call returns.
 */
public final class LinuxFile implements AutoCloseable {
    /** Do not wait: EAGAIN when the data is not at hand, EOPNOTSUPP when the file system cannot tell. */
    public static final int RWF_NOWAIT = 0x08;
    /** This write returns when its data is durable. */
    public static final int RWF_DSYNC = 0x02;

    /** For {@link #fallocate}: the size of the file stays. */
    public static final int FALLOC_FL_KEEP_SIZE = 0x01;
    /** For {@link #fallocate}, with KEEP_SIZE: gives storage back; the range reads as zeroes. */
    public static final int FALLOC_FL_PUNCH_HOLE = 0x02;
    /** For {@link #fallocate}: the range reads as zeroes and keeps its storage. */
    public static final int FALLOC_FL_ZERO_RANGE = 0x10;

    /** For {@link #advise}: the range is wanted soon. */
    public static final int POSIX_FADV_WILLNEED = 3;
    /** For {@link #advise}: the range is not wanted any more; what is clean leaves the page cache. */
    public static final int POSIX_FADV_DONTNEED = 4;

    /** Most entries of a scatter list. */
    public static final int MAX_SCATTER = Scratch.MAX_SCATTER;

    private static final int O_CLOEXEC = 0x80000;
    private static final int CREATED_MODE = 0600;
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int F_OFD_SETLK = 37;
    private static final short F_WRLCK = 1;

    private static final VarHandle REFERENCES;
    private static final VarHandle OWNED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            REFERENCES = lookup.findVarHandle(LinuxFile.class, "references", int.class);
            OWNED = lookup.findVarHandle(LinuxFile.class, "owned", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Path path;
    private final int fd;
    private volatile int references = 1;
    private volatile boolean owned = true;

    private LinuxFile(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /**
     * Opens a file. May block for as long as the file system does.
     *
     * @throws LinuxException with the path
     */
    public static LinuxFile open(Path path, OpenFlag... flags) throws LinuxException {
        int bits = O_CLOEXEC;
        for (OpenFlag flag : flags) {
            bits |= flag.bits();
        }
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path.toString()).address();
            do {
                fd = SystemCalls.open(name, bits, CREATED_MODE);
            } while (fd == -Errno.EINTR);
        }
        if (fd < 0) {
            throw new LinuxException("open", -fd, path);
        }
        return new LinuxFile(path, fd);
    }

    /** As it was opened. */
    public Path path() {
        return path;
    }

    /** The descriptor, for calls that this class does not have; valid while a reference is held. */
    public int descriptor() {
        int count = references;
        if (count <= 0) {
            throw new IllegalStateException(path + " is closed");
        }
        return fd;
    }

    /**
     * Takes one more reference.
     *
     * @throws IllegalStateException when the file is closed already
     */
    public LinuxFile retain() {
        int count;
        do {
            count = references;
            if (count <= 0) {
                throw new IllegalStateException(path + " is closed");
            }
        } while (!REFERENCES.compareAndSet(this, count, count + 1));
        return this;
    }

    /**
     * Gives a reference back; the last one closes the descriptor. What {@code close(2)} answers is not looked at: whoever wants
     * what was written to be durable has called {@link #fdatasync}, and there the error is reported.
     *
     * @return whether this was the last
     */
    public boolean release() {
        int count;
        do {
            count = references;
            if (count <= 0) {
                throw new IllegalStateException(path + " was released too often");
            }
        } while (!REFERENCES.compareAndSet(this, count, count - 1));
        if (count == 1) {
            SystemCalls.close(fd);
        }
        return count == 1;
    }

    /** Gives up the reference of whoever opened it; a second call does nothing. */
    @Override
    public void close() {
        if (OWNED.compareAndSet(this, true, false)) {
            release();
        }
    }

    /**
     * Reads into one piece of native memory without allocating.
     *
     * @param address where to
     * @param length bytes wanted
     * @param offset in the file
     * @param flags {@link #RWF_NOWAIT}, or 0
     * @return bytes read, 0 at the end of the file; or a negative error number of {@link Errno}
     */
    public int preadv2(long address, int length, long offset, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        Scratch.vector(scratch, 0, address, length);
        return read(scratch, 1, offset, flags);
    }

    /**
     * Reads into several pieces of native memory without allocating.
     *
     * @param count entries used of both arrays, 1 to {@link #MAX_SCATTER}
     * @return as {@link #preadv2(long, int, long, int)}
     */
    public int preadv2(long[] addresses, int[] lengths, int count, long offset, int flags) {
        return read(scatter(addresses, lengths, count), count, offset, flags);
    }

    /**
     * Reads into several pieces of native memory without allocating.
     *
     * @param pieces at least one; memory that is gone by then is {@link Errno#EFAULT}, or fewer bytes
     * @return as {@link #preadv2(long, int, long, int)}
     */
    public int preadv2(ScatterList pieces, long offset, int flags) {
        return preadv2(pieces.addresses, pieces.lengths, pieces.pieces(), offset, flags);
    }

    private int read(MemorySegment scratch, int count, long offset, int flags) {
        int open = descriptor();
        int result;
        do {
            result = SystemCalls.preadv2(scratch, open, count, offset, flags);
        } while (result == -Errno.EINTR);
        return result;
    }

    /**
     * Writes one piece of native memory without allocating.
     *
     * @param flags {@link #RWF_DSYNC}, {@link #RWF_NOWAIT}, or 0
     * @return bytes written, fewer than {@code length} when the medium is full on the way; or a negative error number
     */
    public int pwritev2(long address, int length, long offset, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        Scratch.vector(scratch, 0, address, length);
        return write(scratch, 1, offset, flags);
    }

    /**
     * Writes several pieces of native memory without allocating.
     *
     * @param count entries used of both arrays, 1 to {@link #MAX_SCATTER}
     * @return as {@link #pwritev2(long, int, long, int)}
     */
    public int pwritev2(long[] addresses, int[] lengths, int count, long offset, int flags) {
        return write(scatter(addresses, lengths, count), count, offset, flags);
    }

    private int write(MemorySegment scratch, int count, long offset, int flags) {
        int open = descriptor();
        int result;
        do {
            result = SystemCalls.pwritev2(scratch, open, count, offset, flags);
        } while (result == -Errno.EINTR);
        return result;
    }

    private static MemorySegment scatter(long[] addresses, int[] lengths, int count) {
        if (count < 1 || count > MAX_SCATTER) {
            throw new IllegalArgumentException("scatter list of " + count + " entries");
        }
        MemorySegment scratch = Scratch.ofThread();
        for (int i = 0; i < count; i++) {
            Scratch.vector(scratch, i, addresses[i], lengths[i]);
        }
        return scratch;
    }

    /**
     * Reads into one piece of native memory.
     *
     * @return bytes read, 0 at the end of the file
     */
    public int pread(long address, int length, long offset) throws LinuxException {
        int open = descriptor();
        int result;
        do {
            result = SystemCalls.pread(open, address, length, offset);
        } while (result == -Errno.EINTR);
        return checked("pread", result);
    }

    /**
     * Writes one piece of native memory.
     *
     * @return bytes written, fewer than {@code length} when the medium is full on the way
     */
    public int pwrite(long address, int length, long offset) throws LinuxException {
        int open = descriptor();
        int result;
        do {
            result = SystemCalls.pwrite(open, address, length, offset);
        } while (result == -Errno.EINTR);
        return checked("pwrite", result);
    }

    /** Allocates, zeroes or gives back storage ({@code fallocate(2)}); {@code mode} from the FALLOC_FL constants. */
    public void fallocate(int mode, long offset, long length) throws LinuxException {
        int open = descriptor();
        int result;
        do {
            result = SystemCalls.fallocate(open, mode, offset, length);
        } while (result == -Errno.EINTR);
        checked("fallocate", result);
    }

    /**
     * Has the kernel copy bytes from another file, or from elsewhere in this one ({@code copy_file_range(2)}): a file system that can
     * shares the storage instead.
     *
     * @return bytes copied, fewer than asked for at the kernel's pleasure; 0 at the end of {@code source}
     * @throws LinuxException with EXDEV, EINVAL, EOPNOTSUPP or ENOSYS where this cannot be had
     */
    public long copyFrom(LinuxFile source, long sourceOffset, long offset, long length) throws LinuxException {
        int from = source.descriptor();
        int to = descriptor();
        MemorySegment scratch = Scratch.ofThread();
        long copied;
        do {
            // The kernel moves both on.
            Scratch.vector(scratch, 0, sourceOffset, offset);
            copied = SystemCalls.copyFileRange(scratch, from, to, length);
        } while (copied == -Errno.EINTR);
        return checked("copy_file_range", copied);
    }

    /**
     * Returns when all that was written, and what is needed to find it, is durable. An error is reported once: the kernel
     * forgets it, and a later call may succeed although data was lost.
     */
    public void fdatasync() throws LinuxException {
        checked("fdatasync", SystemCalls.fdatasync(descriptor()));
    }

    /** As {@link #fdatasync}, and all attributes. */
    public void fsync() throws LinuxException {
        checked("fsync", SystemCalls.fsync(descriptor()));
    }

    /** Sets the size in bytes; what is added is a hole. */
    public void ftruncate(long size) throws LinuxException {
        int open = descriptor();
        int result;
        do {
            result = SystemCalls.ftruncate(open, size);
        } while (result == -Errno.EINTR);
        checked("ftruncate", result);
    }

    /** Size, storage and identity. */
    public FileStatus status() throws LinuxException {
        MemorySegment scratch = Scratch.ofThread();
        MemorySegment statx = Scratch.structure(scratch);
        // The empty path stands behind the structure.
        statx.set(ValueLayout.JAVA_BYTE, StatxLayout.SIZE, (byte) 0);
        long buffer = statx.address();
        checked("statx", SystemCalls.statx(descriptor(), buffer + StatxLayout.SIZE, buffer));
        return StatxLayout.read(statx);
    }

    /** Size in bytes, of a block device too. */
    public long size() throws LinuxException {
        FileStatus status = status();
        return status.isBlockDevice() ? checked("lseek", SystemCalls.lseek(descriptor(), 0, SEEK_END)) : status.size();
    }

    /**
     * Where data starts.
     *
     * @return the first offset, {@code offset} or more, that holds data; -1 when there is none
     */
    public long nextData(long offset) throws LinuxException {
        return seek(offset, SEEK_DATA);
    }

    /**
     * Where a hole starts.
     *
     * @return the first offset, {@code offset} or more, that is a hole, or the end of the file; -1 when {@code offset} is not
     *     before the end
     */
    public long nextHole(long offset) throws LinuxException {
        return seek(offset, SEEK_HOLE);
    }

    private long seek(long offset, int whence) throws LinuxException {
        long result = SystemCalls.lseek(descriptor(), offset, whence);
        return result == -Errno.ENXIO ? -1 : checked("lseek", result);
    }

    /**
     * Takes the one write lock on the whole file: an open-file-description lock, which lasts until the descriptor is closed and
     * excludes other opens of the file in this process and in others. The kernel does not tell who holds such a lock.
     *
     * @return whether it was free; {@code false} when somebody has it
     */
    public boolean tryLock() throws LinuxException {
        MemorySegment lock = Scratch.structure(Scratch.ofThread());
        lock.asSlice(0, LockLayout.SIZE).fill((byte) 0);
        lock.set(ValueLayout.JAVA_SHORT, LockLayout.TYPE_OFFSET, F_WRLCK);
        int result = SystemCalls.fcntl(descriptor(), F_OFD_SETLK, lock.address());
        if (result == -Errno.EAGAIN || result == -Errno.EACCES) {
            return false;
        }
        checked("fcntl(F_OFD_SETLK)", result);
        return true;
    }

    /** Tells the kernel what is going to be read, by the POSIX_FADV constants; {@code length} 0 is up to the end. */
    public void advise(long offset, long length, int advice) throws LinuxException {
        checked("posix_fadvise", SystemCalls.fadvise(descriptor(), offset, length, advice));
    }

    /**
     * The exception for a negative result of {@link #preadv2} or {@link #pwritev2}.
     *
     * @param call the one that gave it
     * @param result a negative error number
     */
    public LinuxException failure(String call, int result) {
        return new LinuxException(call, -result, path);
    }

    private int checked(String call, int result) throws LinuxException {
        if (result < 0) {
            throw failure(call, result);
        }
        return result;
    }

    private long checked(String call, long result) throws LinuxException {
        if (result < 0) {
            throw failure(call, (int) result);
        }
        return result;
    }

    /** The path and the descriptor. */
    @Override
    public String toString() {
        return path + " (descriptor " + fd + (references > 0 ? ")" : ", closed)");
    }

    /** {@code struct flock} of 64-bit machines; start and length zero mean the whole file. */
    private static final class LockLayout {
        static final int TYPE_OFFSET = 0;
        static final int SIZE = 32;
    }
}
