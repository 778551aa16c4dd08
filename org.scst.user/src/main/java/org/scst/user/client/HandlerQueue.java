package org.scst.user.client;

import java.io.IOException;
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
 * {@link BlockHandler}'s.
 */
final class HandlerQueue implements Runnable {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final MemorySegment data;
    private final QueueLayout layout;
    private final PipeEnd requests;
    private final PipeEnd replies;
    private final LocalSocket socket;
    private final BlockStorage storage;
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
            BlockStorage storage) {
        this.memory = memory;
        this.data = data;
        this.layout = layout;
        this.requests = requests;
        this.replies = replies;
        this.socket = socket;
        this.storage = storage;
    }

    @Override
    public void run() {
        while (!ended) {
            int tail = (int) INT.getAcquire(memory, (long) QueueLayout.REQUEST_TAIL);
            if (tail == head) {
                await();
            }
            while (head != tail) {
                process(layout.request(head));
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

    private void process(long at) {
        long id = memory.get(ValueLayout.JAVA_LONG, at + QueueLayout.ID);
        int operation = memory.get(ValueLayout.JAVA_SHORT, at + QueueLayout.OPERATION);
        int length = memory.get(ValueLayout.JAVA_INT, at + QueueLayout.LENGTH);
        long offset = memory.get(ValueLayout.JAVA_LONG, at + QueueLayout.OFFSET);
        int result;
        try {
            if (operation == Operation.EXTENT) {
                BlockStorage.Extent extent = storage.extent(offset, range(at));
                reply(id, Operation.OK, extent.mapped() ? 1 : 0, extent.length());
                return;
            }
            carryOut(operation, at, offset, length);
            result = Operation.OK;
        } catch (StorageFullException full) {
            result = Operation.FULL;
        } catch (IOException | RuntimeException failure) {
            result = operation == Operation.FLUSH ? Operation.WRITES_LOST : Operation.MEDIUM_ERROR;
        }
        reply(id, result, result == Operation.OK ? length : 0, offset);
    }

    private void carryOut(int operation, long at, long offset, int length) throws IOException {
        switch (operation) {
            case Operation.READ -> storage.read(offset, piece(at, length));
            case Operation.WRITE -> {
                int flags = memory.get(ValueLayout.JAVA_SHORT, at + QueueLayout.FLAGS);
                storage.write(offset, piece(at, length), (flags & Operation.DURABLE) != 0);
            }
            case Operation.FLUSH -> storage.flush();
            case Operation.UNMAP -> storage.unmap(offset, range(at));
            case Operation.ZERO -> storage.zero(offset, range(at));
            default -> throw new IOException("operation " + operation + " is not known");
        }
    }

    private long range(long at) {
        return memory.get(ValueLayout.JAVA_LONG, at + QueueLayout.RANGE);
    }

    private MemorySegment piece(long at, int length) {
        return data.asSlice(memory.get(ValueLayout.JAVA_LONG, at + QueueLayout.DATA), length);
    }

    private void reply(long id, int result, int length, long errorOffset) {
        long at = layout.reply(replyTail);
        memory.set(ValueLayout.JAVA_LONG, at + QueueLayout.ID, id);
        memory.set(ValueLayout.JAVA_SHORT, at + QueueLayout.RESULT, (short) result);
        memory.set(ValueLayout.JAVA_INT, at + QueueLayout.REPLY_LENGTH, length);
        memory.set(ValueLayout.JAVA_LONG, at + QueueLayout.ERROR_OFFSET, errorOffset);
        INT.setRelease(memory, (long) QueueLayout.REPLY_TAIL, ++replyTail);
        VarHandle.fullFence();
        int wanted = (int) INT.getAcquire(memory, (long) QueueLayout.REPLY_WAKE);
        if (QueueLayout.wakes(wanted, replyTail - 1, replyTail)) {
            replies.signal();
        }
    }
}
