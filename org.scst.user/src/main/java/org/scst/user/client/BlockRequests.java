package org.scst.user.client;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.scst.user.wire.Operation;
import org.scst.user.wire.QueueLayout;

/**
 * Requests of block mode, which a storage carries out.
 *
 * <p><i>Threading:</i> immutable.
 */
final class BlockRequests implements Requests {
    private final BlockStorage storage;

    BlockRequests(BlockStorage storage) {
        this.storage = storage;
    }

    @Override
    public void process(HandlerQueue queue, long at) {
        MemorySegment rings = queue.memory();
        long id = rings.get(ValueLayout.JAVA_LONG, at + QueueLayout.ID);
        int operation = rings.get(ValueLayout.JAVA_SHORT, at + QueueLayout.OPERATION);
        int length = rings.get(ValueLayout.JAVA_INT, at + QueueLayout.LENGTH);
        long offset = rings.get(ValueLayout.JAVA_LONG, at + QueueLayout.OFFSET);
        int result;
        try {
            if (operation == Operation.EXTENT) {
                BlockStorage.Extent extent = storage.extent(offset, range(rings, at));
                queue.reply(id, Operation.OK, extent.mapped() ? 1 : 0, extent.length());
                return;
            }
            carryOut(operation, queue, at, offset);
            result = Operation.OK;
        } catch (StorageFullException full) {
            result = Operation.FULL;
        } catch (IOException | RuntimeException failure) {
            result = operation == Operation.FLUSH ? Operation.WRITES_LOST : Operation.MEDIUM_ERROR;
        }
        queue.reply(id, result, result == Operation.OK ? length : 0, offset);
    }

    private void carryOut(int operation, HandlerQueue queue, long at, long offset) throws IOException {
        MemorySegment rings = queue.memory();
        switch (operation) {
            case Operation.READ -> storage.read(offset, queue.piece(at));
            case Operation.WRITE -> {
                int flags = rings.get(ValueLayout.JAVA_SHORT, at + QueueLayout.FLAGS);
                storage.write(offset, queue.piece(at), (flags & Operation.DURABLE) != 0);
            }
            case Operation.FLUSH -> storage.flush();
            case Operation.UNMAP -> storage.unmap(offset, range(rings, at));
            case Operation.ZERO -> storage.zero(offset, range(rings, at));
            default -> throw new IOException("operation " + operation + " is not known");
        }
    }

    private static long range(MemorySegment rings, long at) {
        return rings.get(ValueLayout.JAVA_LONG, at + QueueLayout.RANGE);
    }
}
