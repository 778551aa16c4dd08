package org.scst.user.client;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.scst.user.wire.Operation;
import org.scst.user.wire.QueueLayout;

/**
 * Requests of full mode, which a program processes.
 *
 * <p><i>Threading:</i> immutable.
 */
final class CommandRequests implements Requests {
    private static final int BUSY = 0x08;

    private final CommandProcessor processor;

    CommandRequests(CommandProcessor processor) {
        this.processor = processor;
    }

    @Override
    public void process(HandlerQueue queue, long at) {
        MemorySegment rings = queue.memory();
        long id = rings.get(ValueLayout.JAVA_LONG, at + QueueLayout.ID);
        FullCommand command = command(queue, at, id);
        int result = Operation.OK;
        try {
            switch (rings.get(ValueLayout.JAVA_SHORT, at + QueueLayout.OPERATION)) {
                case Operation.COMMAND -> process(command);
                case Operation.RESET -> processor.reset(command);
                case Operation.FLUSH -> processor.flush();
                default -> result = Operation.MEDIUM_ERROR;
            }
        } catch (IOException | RuntimeException failure) {
            result = Operation.MEDIUM_ERROR;
        }
        queue.reply(id, result, command);
    }

    /** What nobody waits for is not begun. */
    private void process(FullCommand command) throws IOException {
        if (command.aborted()) {
            command.status(BUSY);
        } else {
            processor.process(command);
        }
    }

    @Override
    public void aborted() {
        processor.aborted();
    }

    private static FullCommand command(HandlerQueue queue, long at, long id) {
        MemorySegment rings = queue.memory();
        int flags = rings.get(ValueLayout.JAVA_SHORT, at + QueueLayout.FLAGS);
        byte[] cdb = new byte[rings.get(ValueLayout.JAVA_BYTE, at + QueueLayout.CDB_LENGTH)];
        MemorySegment.copy(rings, ValueLayout.JAVA_BYTE, at + QueueLayout.CDB, cdb, 0, cdb.length);
        return new FullCommand(
                cdb,
                queue.piece(at),
                (flags & Operation.DATA_OUT) != 0,
                (flags & Operation.MORE) != 0,
                rings.get(ValueLayout.JAVA_LONG, at + QueueLayout.OFFSET),
                rings.get(ValueLayout.JAVA_LONG, at + QueueLayout.RANGE),
                () -> queue.aborted(id));
    }
}
