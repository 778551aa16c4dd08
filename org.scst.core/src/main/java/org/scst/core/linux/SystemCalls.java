package org.scst.core.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Handles of the C library's functions. Pointers are passed as plain addresses: on the fast path that saves the checks of a
 * {@code MemorySegment}. Results are as the function gives them, errors as the negative error number.
 *
 * <p>Each is linked as a function of six words that returns one. The calling conventions of 64-bit Linux pass them in registers,
 * those of variable arguments as well; a function does not look at registers that it has no argument for, and of a word it takes as
 * much as its argument has. The virtual machine makes a dozen classes for each signature that it links and keeps none of them between
 * starts: forty functions by signatures of their own took a tenth of a start.
 *
 * <p>None of these is {@code critical}: each may block, and a critical call would hold up every safepoint.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class SystemCalls {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7FF;

    private static final MethodHandle ANY =
            link(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle OPEN = function("open");
    private static final MethodHandle CLOSE = function("close");
    private static final MethodHandle PREAD = function("pread");
    private static final MethodHandle PWRITE = function("pwrite");
    private static final MethodHandle PREADV2 = function("preadv2");
    private static final MethodHandle PWRITEV2 = function("pwritev2");
    private static final MethodHandle FALLOCATE = function("fallocate");
    private static final MethodHandle COPY_FILE_RANGE = function("copy_file_range");
    private static final MethodHandle FDATASYNC = function("fdatasync");
    private static final MethodHandle FSYNC = function("fsync");
    private static final MethodHandle FTRUNCATE = function("ftruncate");
    private static final MethodHandle LSEEK = function("lseek");
    private static final MethodHandle STATX = function("statx");
    private static final MethodHandle FCNTL = function("fcntl");
    private static final MethodHandle IOCTL = function("ioctl");
    private static final MethodHandle FADVISE = function("posix_fadvise");
    private static final MethodHandle MEMFD_CREATE = function("memfd_create");
    private static final MethodHandle MMAP = function("mmap");
    private static final MethodHandle SEND = function("send");
    private static final MethodHandle MUNMAP = function("munmap");

    private SystemCalls() {}

    /** A function of the C library with six arguments at most, for {@link #call} and {@link #callInt}. */
    static MethodHandle function(String name) {
        return ANY.bindTo(Linker.nativeLinker().defaultLookup().findOrThrow(name));
    }

    /** A handle that takes the function's address, the memory for the error number and the arguments. */
    @SuppressWarnings("restricted") // this package is what native access is enabled for
    static MethodHandle link(FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(signature, Linker.Option.captureCallState("errno"));
    }

    /**
     * What a function returned, or the negative error number. So short that it is always compiled into its callers, for whom the handle
     * is a constant.
     */
    static long call(MethodHandle function, MemorySegment scratch, long a, long b, long c, long d, long e, long f) {
        try {
            return result((long) function.invokeExact(scratch, a, b, c, d, e, f), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** As {@link #call}, for a function that returns an {@code int}: the upper half of the word is anything then. */
    static int callInt(MethodHandle function, MemorySegment scratch, long a, long b, long c, long d, long e, long f) {
        try {
            return (int) result((int) (long) function.invokeExact(scratch, a, b, c, d, e, f), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** What it returned, or the negative error number. */
    static long result(long returned, MemorySegment scratch) {
        return returned >= 0 ? returned : -Scratch.errno(scratch);
    }

    /** A method handle's signature lets anything be thrown; these throw nothing that a caller could handle. */
    static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a system call threw", thrown);
    }

    static int open(long path, int flags, int mode) {
        return callInt(OPEN, Scratch.ofThread(), path, flags, mode, 0, 0, 0);
    }

    static int close(int fd) {
        return callInt(CLOSE, Scratch.ofThread(), fd, 0, 0, 0, 0, 0);
    }

    static int pread(int fd, long address, int length, long offset) {
        return (int) call(PREAD, Scratch.ofThread(), fd, address, length, offset, 0, 0);
    }

    static int pwrite(int fd, long address, int length, long offset) {
        return (int) call(PWRITE, Scratch.ofThread(), fd, address, length, offset, 0, 0);
    }

    /** With the scatter list that the caller put into the thread's scratch memory. */
    static int preadv2(MemorySegment scratch, int fd, int count, long offset, int flags) {
        long list = Scratch.structureAddress(scratch);
        return (int) call(PREADV2, scratch, fd, list, count, offset, flags, 0);
    }

    /** As {@link #preadv2}. */
    static int pwritev2(MemorySegment scratch, int fd, int count, long offset, int flags) {
        long list = Scratch.structureAddress(scratch);
        return (int) call(PWRITEV2, scratch, fd, list, count, offset, flags, 0);
    }

    static int fallocate(int fd, int mode, long offset, long length) {
        return callInt(FALLOCATE, Scratch.ofThread(), fd, mode, offset, length, 0, 0);
    }

    /** From one open file to another; where to begin in each the caller has put into the thread's scratch memory. */
    static long copyFileRange(MemorySegment scratch, int from, int to, long length) {
        long offsets = Scratch.structureAddress(scratch);
        return call(COPY_FILE_RANGE, scratch, from, offsets, to, offsets + Long.BYTES, length, 0);
    }

    static int fdatasync(int fd) {
        return callInt(FDATASYNC, Scratch.ofThread(), fd, 0, 0, 0, 0, 0);
    }

    static int fsync(int fd) {
        return callInt(FSYNC, Scratch.ofThread(), fd, 0, 0, 0, 0, 0);
    }

    static int ftruncate(int fd, long size) {
        return callInt(FTRUNCATE, Scratch.ofThread(), fd, size, 0, 0, 0, 0);
    }

    static long lseek(int fd, long offset, int whence) {
        return call(LSEEK, Scratch.ofThread(), fd, offset, whence, 0, 0, 0);
    }

    /** Fills the 256 bytes at {@code buffer} with what there is to know about an open file. */
    static int statx(int fd, long emptyPath, long buffer) {
        return callInt(STATX, Scratch.ofThread(), fd, emptyPath, AT_EMPTY_PATH, STATX_BASIC_STATS, buffer, 0);
    }

    static int fcntl(int fd, int command, long argument) {
        return callInt(FCNTL, Scratch.ofThread(), fd, command, argument, 0, 0, 0);
    }

    static int ioctl(int fd, long request, long argument) {
        return callInt(IOCTL, Scratch.ofThread(), fd, request, argument, 0, 0, 0);
    }

    /** This one returns its error number instead of setting it. */
    static int fadvise(int fd, long offset, long length, int advice) {
        return -callInt(FADVISE, Scratch.ofThread(), fd, offset, length, advice, 0, 0);
    }

    static long send(int fd, long address, long length, int flags) {
        return call(SEND, Scratch.ofThread(), fd, address, length, flags, 0, 0);
    }

    static int memfdCreate(long name, int flags) {
        return callInt(MEMFD_CREATE, Scratch.ofThread(), name, flags, 0, 0, 0, 0);
    }

    /** Maps a file from its start at an address of the kernel's choice. */
    static long mmap(int fd, long length, int protection, int flags) {
        return mmap(fd, length, protection, flags, 0);
    }

    /** As {@link #mmap(int, long, int, int)}, from an offset of the file on. */
    static long mmap(int fd, long length, int protection, int flags, long offset) {
        return call(MMAP, Scratch.ofThread(), 0, length, protection, flags, fd, offset);
    }

    static int munmap(long address, long length) {
        return callInt(MUNMAP, Scratch.ofThread(), address, length, 0, 0, 0, 0);
    }
}
