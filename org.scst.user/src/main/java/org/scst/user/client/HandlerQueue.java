package org.scst.user.client;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.scst.core.linux.LocalSocket;
import org.scst.core.linux.PipeEnd;
import org.scst.user.wire.Operation;
import org.scst.user.wire.QueueLayout;

/**
 * The process's side of one queue.
 *
 * <p><i>Threading:</i> {@link #run} on a thread of its own; {@link #end} anywhere. <i>Ownership:</i> memory, pipes and socket are the
 * {@link HandlerConnection}'s.
 */
final class HandlerQueue implements Runnable {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment memory;
    private final MemorySegment data;
    private final QueueLayout layout;
    private final PipeEnd requests;
    private final PipeEnd replies;
    private final LocalSocket socket;
    private final Requests processing;
    private int head;
    private int replyTail;
    private volatile boolean ended;

    HandlerQueue(
            MemorySegment memory,
            MemorySegment data,
            QueueLayout layout,
            PipeEnd requests,
            PipeEnd replies,
            LocalSocket socket,
            Requests processing) {
        this.memory = memory;
        this.data = data;
        this.layout = layout;
        this.requests = requests;
        this.replies = replies;
        this.socket = socket;
        this.processing = processing;
    }

    @Override
    public void run() {
        while (!ended) {
            int tail = (int) INT.getAcquire(memory, (long) QueueLayout.REQUEST_TAIL);
            if (tail == head) {
                await();
            }
            while (head != tail) {
                processing.process(this, layout.request(head));
                INT.setRelease(memory, (long) QueueLayout.REQUEST_HEAD, ++head);
            }
        }
    }

    private void await() {
        INT.setRelease(memory, (long) QueueLayout.REQUEST_WAKE, head);
        VarHandle.fullFence();
        if (!ended && (int) INT.getAcquire(memory, (long) QueueLayout.REQUEST_TAIL) == head) {
            requests.awaitBeside(socket);
        }
    }

    /** The connection has ended, which wakes it. */
    void end() {
        ended = true;
    }

    /** The rings. */
    MemorySegment memory() {
        return memory;
    }

    /** The data of a request. */
    MemorySegment piece(long at) {
        int length = memory.get(ValueLayout.JAVA_INT, at + QueueLayout.LENGTH);
        return data.asSlice(memory.get(ValueLayout.JAVA_LONG, at + QueueLayout.DATA), length);
    }

    /** Whether nobody waits for the request with this identifier any more; a platform of version 1.1 does not say. */
    boolean aborted(long id) {
        return layout.aborted(id) + Long.BYTES <= memory.byteSize()
                && (long) WORD.getAcquire(memory, layout.aborted(id)) == id;
    }

    void reply(long id, int result, int length, long errorOffset) {
        long at = layout.reply(replyTail);
        memory.set(ValueLayout.JAVA_LONG, at + QueueLayout.ID, id);
        memory.set(ValueLayout.JAVA_SHORT, at + QueueLayout.RESULT, (short) result);
        memory.set(ValueLayout.JAVA_INT, at + QueueLayout.REPLY_LENGTH, length);
        memory.set(ValueLayout.JAVA_LONG, at + QueueLayout.ERROR_OFFSET, errorOffset);
        publish();
    }

    /** Of full mode. */
    void reply(long id, int result, FullCommand command) {
        long at = layout.reply(replyTail);
        boolean another = command.blockLength >= 0;
        int flags = (command.withData ? Operation.WITH_DATA : 0) | (another ? Operation.BLOCK_LENGTH : 0);
        memory.set(ValueLayout.JAVA_LONG, at + QueueLayout.ID, id);
        memory.set(ValueLayout.JAVA_SHORT, at + QueueLayout.RESULT, (short) result);
        memory.set(ValueLayout.JAVA_INT, at + QueueLayout.REPLY_LENGTH, command.moved);
        memory.set(ValueLayout.JAVA_BYTE, at + QueueLayout.STATUS, (byte) command.status);
        memory.set(ValueLayout.JAVA_BYTE, at + QueueLayout.SENSE_LENGTH, (byte) command.sense.length);
        memory.set(ValueLayout.JAVA_SHORT, at + QueueLayout.REPLY_FLAGS, (short) flags);
        memory.set(ValueLayout.JAVA_INT, at + QueueLayout.BLOCK_LENGTH, another ? command.blockLength : 0);
        int length = Math.min(command.sense.length, QueueLayout.LONGEST_SENSE);
        MemorySegment.copy(command.sense, 0, memory, ValueLayout.JAVA_BYTE, at + QueueLayout.SENSE, length);
        publish();
    }

    private void publish() {
        INT.setRelease(memory, (long) QueueLayout.REPLY_TAIL, ++replyTail);
        VarHandle.fullFence();
        int wanted = (int) INT.getAcquire(memory, (long) QueueLayout.REPLY_WAKE);
        if (QueueLayout.wakes(wanted, replyTail - 1, replyTail)) {
            replies.signal();
        }
    }
}
