package org.scst.core.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Handles of the C library's functions. Pointers are passed as plain addresses: on the fast path that saves the checks of a
 * {@code MemorySegment}. Results are as the function gives them, errors as the negative error number.
 *
 * <p>None of these is {@code critical}: each may block, and a critical call would hold up every safepoint.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class SystemCalls {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7FF;

    private static final MethodHandle OPEN = variadic("open", JAVA_INT, 2, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle PREAD = function("pread", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PWRITE = function("pwrite", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PREADV2 =
            function("preadv2", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle PWRITEV2 =
            function("pwritev2", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FALLOCATE =
            function("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle COPY_FILE_RANGE =
            function("copy_file_range", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FDATASYNC = function("fdatasync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FSYNC = function("fsync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FTRUNCATE = function("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle LSEEK = function("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle STATX =
            function("statx", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle FCNTL = variadic("fcntl", JAVA_INT, 2, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle IOCTL = variadic("ioctl", JAVA_INT, 2, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FADVISE =
            function("posix_fadvise", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle MEMFD_CREATE = function("memfd_create", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle MMAP =
            function("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SEND = function("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    /** The C library has no functions of its own for io_uring. */
    private static final MethodHandle SYSCALL_SETUP =
            variadic("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle SYSCALL_ENTER = variadic(
            "syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final long SYS_IO_URING_SETUP = 425;
    private static final long SYS_IO_URING_ENTER = 426;
    private static final MethodHandle MUNMAP = function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);

    private SystemCalls() {}

    /** A function of the C library whose result and error number are read as these here are. */
    static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, result, List.of(arguments));
    }

    private static MethodHandle variadic(String name, MemoryLayout result, int named, MemoryLayout... arguments) {
        return link(name, result, List.of(arguments), Linker.Option.firstVariadicArg(named));
    }

    @SuppressWarnings("restricted") // this package is what native access is enabled for
    private static MethodHandle link(
            String name, MemoryLayout result, List<MemoryLayout> arguments, Linker.Option... more) {
        List<Linker.Option> options = new ArrayList<>(List.of(more));
        options.add(Linker.Option.captureCallState("errno"));
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments.toArray(MemoryLayout[]::new)),
                options.toArray(Linker.Option[]::new));
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
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) OPEN.invokeExact(scratch, path, flags, mode), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int close(int fd) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) CLOSE.invokeExact(scratch, fd), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int pread(int fd, long address, int length, long offset) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((long) PREAD.invokeExact(scratch, fd, address, (long) length, offset), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int pwrite(int fd, long address, int length, long offset) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((long) PWRITE.invokeExact(scratch, fd, address, (long) length, offset), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** With the scatter list that the caller put into the thread's scratch memory. */
    static int preadv2(MemorySegment scratch, int fd, int count, long offset, int flags) {
        long list = Scratch.structureAddress(scratch);
        try {
            return (int) result((long) PREADV2.invokeExact(scratch, fd, list, count, offset, flags), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** As {@link #preadv2}. */
    static int pwritev2(MemorySegment scratch, int fd, int count, long offset, int flags) {
        long list = Scratch.structureAddress(scratch);
        try {
            return (int) result((long) PWRITEV2.invokeExact(scratch, fd, list, count, offset, flags), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int fallocate(int fd, int mode, long offset, long length) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) FALLOCATE.invokeExact(scratch, fd, mode, offset, length), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** From one open file to another; where to begin in each the caller has put into the thread's scratch memory. */
    static long copyFileRange(MemorySegment scratch, int from, int to, long length) {
        long offsets = Scratch.structureAddress(scratch);
        try {
            long copied =
                    (long) COPY_FILE_RANGE.invokeExact(scratch, from, offsets, to, offsets + Long.BYTES, length, 0);
            return result(copied, scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int fdatasync(int fd) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) FDATASYNC.invokeExact(scratch, fd), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int fsync(int fd) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) FSYNC.invokeExact(scratch, fd), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int ftruncate(int fd, long size) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) FTRUNCATE.invokeExact(scratch, fd, size), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long lseek(int fd, long offset, int whence) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return result((long) LSEEK.invokeExact(scratch, fd, offset, whence), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Fills the 256 bytes at {@code buffer} with what there is to know about an open file. */
    static int statx(int fd, long emptyPath, long buffer) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            int returned = (int) STATX.invokeExact(scratch, fd, emptyPath, AT_EMPTY_PATH, STATX_BASIC_STATS, buffer);
            return (int) result(returned, scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int fcntl(int fd, int command, long argument) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) FCNTL.invokeExact(scratch, fd, command, argument), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int ioctl(int fd, long request, long argument) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) IOCTL.invokeExact(scratch, fd, request, argument), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** This one returns its error number instead of setting it. */
    static int fadvise(int fd, long offset, long length, int advice) {
        try {
            return -(int) FADVISE.invokeExact(Scratch.ofThread(), fd, offset, length, advice);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long send(int fd, long address, long length, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return result((long) SEND.invokeExact(scratch, fd, address, length, flags), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int memfdCreate(long name, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) MEMFD_CREATE.invokeExact(scratch, name, flags), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Maps a file from its start at an address of the kernel's choice. */
    static long mmap(int fd, long length, int protection, int flags) {
        return mmap(fd, length, protection, flags, 0);
    }

    /** As {@link #mmap(int, long, int, int)}, from an offset of the file on. */
    static long mmap(int fd, long length, int protection, int flags, long offset) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return result((long) MMAP.invokeExact(scratch, 0L, length, protection, flags, fd, offset), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int munmap(long address, long length) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) result((int) MUNMAP.invokeExact(scratch, address, length), scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int ioUringSetup(int entries, long parameters) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            long returned = (long) SYSCALL_SETUP.invokeExact(scratch, SYS_IO_URING_SETUP, (long) entries, parameters);
            return (int) result(returned, scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int ioUringEnter(int ring, int toSubmit, int least, int flags, long argument, int argumentLength) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            long returned = (long) SYSCALL_ENTER.invokeExact(
                    scratch,
                    SYS_IO_URING_ENTER,
                    (long) ring,
                    (long) toSubmit,
                    (long) least,
                    (long) flags,
                    argument,
                    (long) argumentLength);
            return (int) result(returned, scratch);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }
}
