package org.scst.core.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One end of a pipe by which one side wakes the other, also in another process ({@code pipe(2)}). Its ends are open files of their own,
 * where an event ({@link Descriptor#event}) is one for both sides: who is not trusted and has one end cannot change how calls at the
 * other wait.
 *
 * <p><i>Threading:</i> thread-safe; the calls are the kernel's. <i>Ownership:</i> whoever has it closes it, once, when nobody is in
 * a call of it.
 *
 * @param number of the descriptor
 */
public record PipeEnd(int number) {
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NONBLOCK = 0x800;
    private static final int F_SETFL = 4;
    private static final int TAKEN_AT_ONCE = 64;

    /** Both ends. */
    public record Pipe(PipeEnd reading, PipeEnd writing) {}

    /** A new pipe; calls at neither of these ends wait, unless they say so. */
    public static Pipe pipe() throws LinuxException {
        MemorySegment ends = Scratch.structure(Scratch.ofThread());
        int result = DescriptorCalls.pipe2(ends.address(), O_CLOEXEC | O_NONBLOCK);
        if (result < 0) {
            throw new LinuxException("pipe2", -result, null);
        }
        return new Pipe(
                new PipeEnd(ends.get(ValueLayout.JAVA_INT, 0)),
                new PipeEnd(ends.get(ValueLayout.JAVA_INT, Integer.BYTES)));
    }

    /** Has calls at this end not wait; for one that another process has made. */
    public void neverWait() throws LinuxException {
        int result = SystemCalls.fcntl(number, F_SETFL, O_NONBLOCK);
        if (result < 0) {
            throw new LinuxException("fcntl(F_SETFL)", -result, null);
        }
    }

    /** Wakes who waits at the other end, or who will. A pipe that is full does so already. */
    public void signal() {
        MemorySegment one = Scratch.structure(Scratch.ofThread());
        one.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        DescriptorCalls.write(number, one.address(), 1);
    }

    /**
     * Waits until it was signalled since the last wait; may return early.
     *
     * @param nanoseconds at most; below zero for no limit
     * @return whether it was signalled, or the other end is closed
     */
    public boolean await(long nanoseconds) {
        return DescriptorCalls.readable(number, nanoseconds) && take();
    }

    /** As {@link #await}, until something is to be received at the socket, or that has ended. */
    public void awaitBeside(LocalSocket socket) {
        if (DescriptorCalls.eitherReadable(number, socket.number())) {
            take();
        }
    }

    private boolean take() {
        MemorySegment bytes = Scratch.structure(Scratch.ofThread());
        DescriptorCalls.read(number, bytes.address(), TAKEN_AT_ONCE);
        return true;
    }

    /** Closes it. */
    public void close() {
        SystemCalls.close(number);
    }
}
