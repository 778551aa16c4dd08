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

    private static final MethodHandle READ = SystemCalls.function("read");
    private static final MethodHandle WRITE = SystemCalls.function("write");
    private static final MethodHandle WRITEV = SystemCalls.function("writev");
    private static final MethodHandle SOCKET = SystemCalls.function("socket");
    private static final MethodHandle BIND = SystemCalls.function("bind");
    private static final MethodHandle CONNECT = SystemCalls.function("connect");
    private static final MethodHandle LISTEN = SystemCalls.function("listen");
    private static final MethodHandle ACCEPT4 = SystemCalls.function("accept4");
    private static final MethodHandle SENDMSG = SystemCalls.function("sendmsg");
    private static final MethodHandle RECVMSG = SystemCalls.function("recvmsg");
    private static final MethodHandle SHUTDOWN = SystemCalls.function("shutdown");
    private static final MethodHandle GETSOCKOPT = SystemCalls.function("getsockopt");
    private static final MethodHandle PPOLL = SystemCalls.function("ppoll");
    private static final MethodHandle PIPE2 = SystemCalls.function("pipe2");
    private static final MethodHandle EVENTFD = SystemCalls.function("eventfd");
    private static final MethodHandle MOUNT = SystemCalls.function("mount");
    private static final MethodHandle UMOUNT2 = SystemCalls.function("umount2");

    private DescriptorCalls() {}

    static int read(int fd, long address, int length) {
        return (int) SystemCalls.call(READ, Scratch.ofThread(), fd, address, length, 0, 0, 0);
    }

    static int write(int fd, long address, int length) {
        return (int) SystemCalls.call(WRITE, Scratch.ofThread(), fd, address, length, 0, 0, 0);
    }

    /** With the scatter list that the caller put into the thread's scratch memory. */
    static int writev(MemorySegment scratch, int fd, int count) {
        long list = Scratch.structureAddress(scratch);
        return (int) SystemCalls.call(WRITEV, scratch, fd, list, count, 0, 0, 0);
    }

    static int socket(int domain, int type) {
        return SystemCalls.callInt(SOCKET, Scratch.ofThread(), domain, type, 0, 0, 0, 0);
    }

    static int bind(int fd, long name, int length) {
        return SystemCalls.callInt(BIND, Scratch.ofThread(), fd, name, length, 0, 0, 0);
    }

    static int connect(int fd, long name, int length) {
        return SystemCalls.callInt(CONNECT, Scratch.ofThread(), fd, name, length, 0, 0, 0);
    }

    static int listen(int fd, int backlog) {
        return SystemCalls.callInt(LISTEN, Scratch.ofThread(), fd, backlog, 0, 0, 0, 0);
    }

    static int accept4(int fd, int flags) {
        return SystemCalls.callInt(ACCEPT4, Scratch.ofThread(), fd, 0, 0, flags, 0, 0);
    }

    static int sendmsg(int fd, long message, int flags) {
        return (int) SystemCalls.call(SENDMSG, Scratch.ofThread(), fd, message, flags, 0, 0, 0);
    }

    static int recvmsg(int fd, long message, int flags) {
        return (int) SystemCalls.call(RECVMSG, Scratch.ofThread(), fd, message, flags, 0, 0, 0);
    }

    static int shutdown(int fd, int how) {
        return SystemCalls.callInt(SHUTDOWN, Scratch.ofThread(), fd, how, 0, 0, 0, 0);
    }

    static int getsockopt(int fd, int level, int option, long value, long length) {
        return SystemCalls.callInt(GETSOCKOPT, Scratch.ofThread(), fd, level, option, value, length, 0);
    }

    /** With the list of descriptors at {@code list}, and how long at {@code timespec}, 0 for no limit. */
    static int ppoll(long list, int count, long timespec) {
        return SystemCalls.callInt(PPOLL, Scratch.ofThread(), list, count, timespec, 0, 0, 0);
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
        return SystemCalls.callInt(PIPE2, Scratch.ofThread(), ends, flags, 0, 0, 0, 0);
    }

    static int eventfd(int flags) {
        return SystemCalls.callInt(EVENTFD, Scratch.ofThread(), 0, flags, 0, 0, 0, 0);
    }

    static int mount(long source, long target, long type, long flags, long data) {
        return SystemCalls.callInt(MOUNT, Scratch.ofThread(), source, target, type, flags, data, 0);
    }

    static int umount2(long target, int flags) {
        return SystemCalls.callInt(UMOUNT2, Scratch.ofThread(), target, flags, 0, 0, 0, 0);
    }
}
