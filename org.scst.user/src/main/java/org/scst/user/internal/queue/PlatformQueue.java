package org.scst.user.internal.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.scst.core.linux.PipeEnd;
import org.scst.user.wire.QueueLayout;

/**
 * The platform's side of one queue. What the process can change is read once, into a local variable, and judged before it is used;
 * what the platform itself has written is never read back.
 *
 * <p><i>Threading:</i> thread-safe: {@link #submit} may be called on event loops, its lock is held for a few instructions. Answers are
 * given on the queue's own thread, or within a {@link #submit}. <i>Ownership:</i> memory and pipes are the {@link Link}'s.
 */
final class PlatformQueue {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final ValueLayout.OfInt INTEGER = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;

    /**
     * Each reply alone wakes two threads, ours and the command's: where many requests are under way a part of them is waited for, but not
     * for long.
     */
    private static final int GATHERED_PART = 8;

    private static final long GATHERING_NANOS = 200_000;
    /** How long it may take until the thread sees that it is closed. */
    private static final long IDLE_NANOS = 500_000_000;

    private final MemorySegment memory;
    private final QueueLayout layout;
    private final PipeEnd requests;
    private final PipeEnd replies;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock taking = new ReentrantLock();
    private final Outstanding outstanding;
    private int tail;
    /** Written by who takes. */
    private volatile int head;

    private volatile boolean closed;
    /** Nothing has come while replies were gathered; used by the queue's own thread. */
    private boolean inVain;

    PlatformQueue(MemorySegment memory, QueueLayout layout, PipeEnd requests, PipeEnd replies) {
        this.memory = memory;
        this.layout = layout;
        this.requests = requests;
        this.replies = replies;
        this.outstanding = new Outstanding(layout.entries());
    }

    /**
     * Asks the process.
     *
     * @return {@code false} when nothing was asked: there is no room, or the process has gone
     */
    boolean submit(Request request, Answer answer) throws ProtocolViolation {
        boolean wake;
        lock.lock();
        try {
            if (closed || outstanding.full() || !room()) {
                return false;
            }
            put(request, outstanding.add(answer));
            INT.setRelease(memory, (long) QueueLayout.REQUEST_TAIL, ++tail);
            VarHandle.fullFence();
            int wanted = (int) INT.getAcquire(memory, (long) QueueLayout.REQUEST_WAKE);
            wake = QueueLayout.wakes(wanted, tail - 1, tail);
        } finally {
            lock.unlock();
        }
        if (wake) {
            requests.signal();
        }
        return true;
    }

    /** Whether the process has taken what the next entry would overwrite. */
    private boolean room() throws ProtocolViolation {
        int taken = (int) INT.getAcquire(memory, (long) QueueLayout.REQUEST_HEAD);
        if (Integer.compareUnsigned(tail - taken, layout.entries()) > 0) {
            throw new ProtocolViolation("it says to have taken request " + Integer.toUnsignedString(taken) + " of "
                    + Integer.toUnsignedString(tail));
        }
        return tail - taken < layout.entries();
    }

    private void put(Request request, long id) {
        long at = layout.request(tail);
        memory.set(LONG, at + QueueLayout.ID, id);
        memory.set(SHORT, at + QueueLayout.OPERATION, (short) request.operation());
        memory.set(SHORT, at + QueueLayout.FLAGS, (short) request.flags());
        memory.set(INTEGER, at + QueueLayout.LENGTH, request.length());
        memory.set(LONG, at + QueueLayout.OFFSET, request.offset());
        memory.set(LONG, at + QueueLayout.DATA, request.data());
        memory.set(LONG, at + QueueLayout.RANGE, request.range());
        byte[] cdb = request.cdb();
        if (cdb != null) {
            memory.set(BYTE, at + QueueLayout.CDB_LENGTH, (byte) cdb.length);
            MemorySegment.copy(cdb, 0, memory, BYTE, at + QueueLayout.CDB, cdb.length);
        }
    }

    /**
     * Notes of the request that is meant that nobody waits for it.
     *
     * @return {@code false} when it is answered, or was never asked
     */
    boolean abort(Predicate<Answer> which) {
        lock.lock();
        try {
            long id = closed ? 0 : outstanding.find(which);
            if (id != 0) {
                WORD.setRelease(memory, layout.aborted(id), id);
            }
            return id != 0;
        } finally {
            lock.unlock();
        }
    }

    /** Requests that are not answered. */
    int underWay() {
        lock.lock();
        try {
            return outstanding.count();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the replies that are there, unless another thread does so now: it will find them. */
    void take() throws ProtocolViolation {
        while (!closed && repliesWait() && taking.tryLock()) {
            try {
                takeAll();
            } finally {
                taking.unlock();
            }
        }
    }

    private boolean repliesWait() {
        return (int) INT.getAcquire(memory, (long) QueueLayout.REPLY_TAIL) != head;
    }

    private void takeAll() throws ProtocolViolation {
        int written = (int) INT.getAcquire(memory, (long) QueueLayout.REPLY_TAIL);
        if (Integer.compareUnsigned(written - head, layout.replies()) > 0) {
            throw new ProtocolViolation("it wrote " + Integer.toUnsignedString(written - head) + " replies where "
                    + layout.replies() + " have room");
        }
        while (head != written && !closed) {
            long at = layout.reply(head);
            Answer answer = answerTo(memory.get(LONG, at + QueueLayout.ID));
            if (answer instanceof CommandAnswer command) {
                CommandReply reply = CommandReply.read(memory, at);
                passed(head + 1);
                command.ended(reply);
            } else {
                int result = memory.get(SHORT, at + QueueLayout.RESULT) & 0xFFFF;
                int length = memory.get(INTEGER, at + QueueLayout.REPLY_LENGTH);
                long errorOffset = memory.get(LONG, at + QueueLayout.ERROR_OFFSET);
                passed(head + 1);
                answer.ended(result, length, errorOffset);
            }
        }
    }

    /** The reply has been read, and its place is the process's again. */
    private void passed(int next) {
        INT.setRelease(memory, (long) QueueLayout.REPLY_HEAD, next);
        head = next; // confined to who holds the lock
    }

    private Answer answerTo(long id) throws ProtocolViolation {
        lock.lock();
        try {
            return outstanding.take(id);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a reply, or {@link #close}. For the queue's own thread. */
    void await() {
        int gathered = inVain ? 1 : Math.max(1, underWay() / GATHERED_PART);
        inVain = false;
        int next = head;
        INT.setRelease(memory, (long) QueueLayout.REPLY_WAKE, next + gathered - 1);
        VarHandle.fullFence();
        // Not by head, which another thread may have moved on with: then nobody would be woken for what comes after
        // that.
        int written = (int) INT.getAcquire(memory, (long) QueueLayout.REPLY_TAIL);
        if (closed || written - next >= gathered) {
            return;
        }
        boolean woken = replies.await(gathered == 1 ? IDLE_NANOS : GATHERING_NANOS);
        inVain = !woken && !repliesWait();
    }

    boolean closed() {
        return closed;
    }

    /** Whoever takes replies now has ended when this returns; nobody begins to. */
    private void awaitTaker() {
        taking.lock();
        try {
            closed = true;
        } finally {
            taking.unlock();
        }
    }

    /** Nothing is asked any more, and nothing more is taken; whoever waits is told that the process has gone. */
    void close() {
        awaitTaker();
        List<Answer> waiting;
        lock.lock();
        try {
            waiting = outstanding.takeAll();
        } finally {
            lock.unlock();
        }
        waiting.forEach(answer -> answer.ended(Answer.GONE, 0, 0));
    }
}
