package org.scst.core.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * A ring of requests that the kernel carries out while nobody waits ({@code io_uring(7)}): reads and writes of files at
 * positions.
 *
 * <p>A request is put by {@link #read} or {@link #write}, handed to the kernel by {@link #submit}, and answered in any order;
 * {@link #take} says so, {@link #await} waits until there is something to take. The kernel does what can be done at once within
 * {@link #submit}, which does not wait for a device.
 *
 * <p><i>Threading:</i> requests are put by one thread at a time and answers are taken by one thread at a time, the caller sees to
 * both; {@link #submit} and {@link #await} may be called on any. <i>Ownership:</i> memory and descriptor of a request are borrowed until it
 * is answered. Closed when none is under way.
 *
 * <p>A request may be finished by the thread that called {@link #submit} or {@link #await}: when that thread ends before, the
 * answer may be {@link Errno#ECANCELED} or {@link Errno#EFAULT}, and the request is to be put again.
 */
public final class IoUring implements AutoCloseable {
    private static final byte OPERATION_READ = 22;
    private static final byte OPERATION_WRITE = 23;
    private static final int ENTER_GETEVENTS = 1;
    private static final int ENTER_EXTENDED_ARGUMENT = 8;
    private static final int ARGUMENT_SIZE = 24;
    private static final int TIMESPEC_OFFSET = 32;
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final IoUringMemory memory;
    private final MemorySegment queue;
    private final MemorySegment entries;
    private final IoUringMemory.Offsets offsets;
    private int tail;

    /** Is told how each request ended. */
    @FunctionalInterface
    public interface Answers {
        /**
         * @param tag as it was put with
         * @param result bytes moved, or a negative error number of {@link Errno}
         */
        void answered(long tag, int result);
    }

    private IoUring(IoUringMemory memory) {
        this.memory = memory;
        this.queue = memory.queues();
        this.entries = memory.entries();
        this.offsets = memory.offsets();
        this.tail = (int) INT.getAcquire(queue, offsets.submissionTail());
    }

    /**
     * Makes a ring.
     *
     * @param requests that can be under way, a power of two
     * @throws LinuxException where the kernel has none, or does not let this process have one
     */
    public static IoUring create(int requests) throws LinuxException {
        return new IoUring(IoUringMemory.map(requests));
    }

    /**
     * Puts a read.
     *
     * @return whether there was room
     */
    public boolean read(int descriptor, long address, int length, long offset, long tag) {
        return put(OPERATION_READ, descriptor, address, length, offset, tag);
    }

    /** Puts a write, as {@link #read}. */
    public boolean write(int descriptor, long address, int length, long offset, long tag) {
        return put(OPERATION_WRITE, descriptor, address, length, offset, tag);
    }

    private boolean put(byte operation, int descriptor, long address, int length, long offset, long tag) {
        int head = (int) INT.getAcquire(queue, offsets.submissionHead());
        if (tail - head >= offsets.submissions()) {
            return false;
        }
        long entry = (long) (tail & offsets.submissions() - 1) * IoUringMemory.ENTRY_SIZE;
        entries.asSlice(entry, IoUringMemory.ENTRY_SIZE).fill((byte) 0);
        entries.set(ValueLayout.JAVA_BYTE, entry, operation);
        entries.set(ValueLayout.JAVA_INT, entry + 4, descriptor);
        entries.set(ValueLayout.JAVA_LONG, entry + 8, offset);
        entries.set(ValueLayout.JAVA_LONG, entry + 16, address);
        entries.set(ValueLayout.JAVA_INT, entry + 24, length);
        entries.set(ValueLayout.JAVA_LONG, entry + 32, tag);
        tail++;
        INT.setRelease(queue, offsets.submissionTail(), tail);
        return true;
    }

    /**
     * Hands what was put to the kernel.
     *
     * @return requests taken, or a negative error number: what was not taken goes with the next call or the next {@link #await}
     */
    public int submit() {
        return RingCalls.enter(memory.descriptor(), pending(), 0, 0, 0, 0);
    }

    /** Whether something was put and not handed over; callable on any thread. */
    public boolean putWaits() {
        return pending() > 0;
    }

    /** The ring's descriptor, which is readable while answers wait. */
    public int descriptor() {
        return memory.descriptor();
    }

    /** Requests that were put and not handed over. The kernel does not wait when it is told of more than there are. */
    private int pending() {
        return (int) INT.getAcquire(queue, offsets.submissionTail())
                - (int) INT.getAcquire(queue, offsets.submissionHead());
    }

    /**
     * Waits for answers.
     *
     * @param least so many are waited for, more than have been taken when the wait begins
     * @param limit of the wait
     * @return 1 when it is worth looking for them, 0 when time ran out and there is nothing, or a negative error number when
     *     the kernel could not wait
     */
    public int await(int least, Duration limit) {
        MemorySegment argument = Scratch.structure(Scratch.ofThread());
        argument.asSlice(0, ARGUMENT_SIZE).fill((byte) 0);
        argument.set(ValueLayout.JAVA_LONG, 16, argument.address() + TIMESPEC_OFFSET);
        argument.set(ValueLayout.JAVA_LONG, TIMESPEC_OFFSET, limit.getSeconds());
        argument.set(ValueLayout.JAVA_LONG, TIMESPEC_OFFSET + 8, limit.getNano());
        int entered = RingCalls.enter(
                memory.descriptor(),
                pending(),
                least,
                ENTER_GETEVENTS | ENTER_EXTENDED_ARGUMENT,
                argument.address(),
                ARGUMENT_SIZE);
        if (entered == -Errno.ETIME) {
            return 0;
        }
        return entered >= 0 || entered == -Errno.EINTR ? 1 : entered;
    }

    /** Whether there are answers to take; callable on any thread. */
    public boolean answersWait() {
        return (int) INT.getAcquire(queue, offsets.completionHead())
                != (int) INT.getAcquire(queue, offsets.completionTail());
    }

    /**
     * Takes all answers that are there.
     *
     * @return how many
     */
    public int take(Answers answers) {
        int head = (int) INT.getAcquire(queue, offsets.completionHead());
        int count = 0;
        while (head != (int) INT.getAcquire(queue, offsets.completionTail())) {
            long at = offsets.completions() + (long) (head & offsets.completionMask()) * IoUringMemory.ANSWER_SIZE;
            long tag = queue.get(ValueLayout.JAVA_LONG, at);
            int result = queue.get(ValueLayout.JAVA_INT, at + 8);
            head++;
            INT.setRelease(queue, offsets.completionHead(), head);
            answers.answered(tag, result);
            count++;
        }
        return count;
    }

    /** Gives memory and descriptor back; the kernel ends what is still under way at a time of its own. */
    @Override
    public void close() {
        memory.close();
    }
}
