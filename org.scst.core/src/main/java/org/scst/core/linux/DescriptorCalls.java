package org.scst.core.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Handles of the C library's functions for descriptors that are no files: sockets, events, what a file system in user space is served
 * through. As in {@link SystemCalls} results are as the function gives them, errors the negative error number.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class DescriptorCalls {
    private static final int POLLIN = 0x1;
    private static final int TIMESPEC_OFFSET = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final MethodHandle READ = SystemCalls.function("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE = SystemCalls.function("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITEV = SystemCalls.function("writev", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SOCKET = SystemCalls.function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = SystemCalls.function("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT =
            SystemCalls.function("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LISTEN = SystemCalls.function("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle ACCEPT4 =
            SystemCalls.function("accept4", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDMSG =
            SystemCalls.function("sendmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMSG =
            SystemCalls.function("recvmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SHUTDOWN = SystemCalls.function("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            SystemCalls.function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PPOLL =
            SystemCalls.function("ppoll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PIPE2 = SystemCalls.function("pipe2", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EVENTFD = SystemCalls.function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle MOUNT =
            SystemCalls.function("mount", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle UMOUNT2 = SystemCalls.function("umount2", JAVA_INT, JAVA_LONG, JAVA_INT);

    private DescriptorCalls() {}

    static int read(int fd, long address, int length) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((long) READ.invokeExact(scratch, fd, address, (long) length), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int write(int fd, long address, int length) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((long) WRITE.invokeExact(scratch, fd, address, (long) length), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    /** With the scatter list that the caller put into the thread's scratch memory. */
    static int writev(MemorySegment scratch, int fd, int count) {
        long list = Scratch.structureAddress(scratch);
        try {
            return (int) SystemCalls.result((long) WRITEV.invokeExact(scratch, fd, list, count), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int socket(int domain, int type) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) SOCKET.invokeExact(scratch, domain, type, 0), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int bind(int fd, long name, int length) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) BIND.invokeExact(scratch, fd, name, length), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int connect(int fd, long name, int length) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) CONNECT.invokeExact(scratch, fd, name, length), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int listen(int fd, int backlog) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) LISTEN.invokeExact(scratch, fd, backlog), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int accept4(int fd, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) ACCEPT4.invokeExact(scratch, fd, 0L, 0L, flags), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int sendmsg(int fd, long message, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((long) SENDMSG.invokeExact(scratch, fd, message, flags), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int recvmsg(int fd, long message, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((long) RECVMSG.invokeExact(scratch, fd, message, flags), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int shutdown(int fd, int how) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) SHUTDOWN.invokeExact(scratch, fd, how), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int getsockopt(int fd, int level, int option, long value, long length) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            int returned = (int) GETSOCKOPT.invokeExact(scratch, fd, level, option, value, length);
            return (int) SystemCalls.result(returned, scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    /** With the list of descriptors at {@code list}, and how long at {@code timespec}, 0 for no limit. */
    static int ppoll(long list, int count, long timespec) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            int returned = (int) PPOLL.invokeExact(scratch, list, (long) count, timespec, 0L);
            return (int) SystemCalls.result(returned, scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    /** Whether a descriptor has something to read, or its end, within a time; below zero for no limit. */
    static boolean readable(int fd, long nanoseconds) {
        MemorySegment list = Scratch.structure(Scratch.ofThread());
        list.set(JAVA_INT, 0, fd);
        list.set(JAVA_INT, 4, POLLIN);
        list.set(JAVA_LONG, TIMESPEC_OFFSET, nanoseconds / NANOS_PER_SECOND);
        list.set(JAVA_LONG, TIMESPEC_OFFSET + Long.BYTES, nanoseconds % NANOS_PER_SECOND);
        return ppoll(list.address(), 1, nanoseconds < 0 ? 0 : list.address() + TIMESPEC_OFFSET) > 0;
    }

    /** Whether one of two has; waits for that. */
    static boolean eitherReadable(int fd, int other) {
        MemorySegment list = Scratch.structure(Scratch.ofThread());
        list.set(JAVA_INT, 0, fd);
        list.set(JAVA_INT, 4, POLLIN);
        list.set(JAVA_INT, 8, other);
        list.set(JAVA_INT, 12, POLLIN);
        return ppoll(list.address(), 2, 0) > 0;
    }

    /** Puts the numbers of the reading and the writing end at {@code ends}. */
    static int pipe2(long ends, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) PIPE2.invokeExact(scratch, ends, flags), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int eventfd(int flags) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) EVENTFD.invokeExact(scratch, 0, flags), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int mount(long source, long target, long type, long flags, long data) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            int returned = (int) MOUNT.invokeExact(scratch, source, target, type, flags, data);
            return (int) SystemCalls.result(returned, scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }

    static int umount2(long target, int flags) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            return (int) SystemCalls.result((int) UMOUNT2.invokeExact(scratch, target, flags), scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }
}
