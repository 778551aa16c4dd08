package org.scst.iscsi.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

class ReceiveBufferTest {
    private final MemoryLimit limit = new MemoryLimit("limit", 1 << 20, null);
    private final ConnectionMemory memory = new ConnectionMemory(limit);
    private final ReceiveBuffer buffer = new ReceiveBuffer(memory);
    private final ByteBufAllocator alloc = UnpooledByteBufAllocator.DEFAULT;

    private int capacityOfARead() {
        buffer.allocate(alloc).release();
        return buffer.buffer().capacity();
    }

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        buffer.release();
        assertEquals(0, limit.used());
    }

    @Test
    void shouldBeSmallUntilSomebodyHasLoggedIn() {
        assertEquals(ReceiveBuffer.LEAST_CAPACITY, capacityOfARead());
        buffer.enlarge();
        assertEquals(ReceiveBuffer.CAPACITY, capacityOfARead());
        assertEquals(ReceiveBuffer.CAPACITY, limit.used());
    }

    @Test
    void shouldKeepWhatWasReceivedWhenItGrows() throws ProtocolViolation {
        buffer.allocate(alloc).writeInt(7).release();
        buffer.enlarge();
        assertEquals(ReceiveBuffer.LEAST_CAPACITY, capacityOfARead(), "a PDU has begun in it");
        buffer.reserve(alloc, 100_000);
        assertEquals(7, buffer.buffer().getInt(0));
    }

    @Test
    void shouldStaySmallWhileMemoryIsShort() {
        limit.most(100_000);
        buffer.enlarge();
        assertEquals(ReceiveBuffer.LEAST_CAPACITY, capacityOfARead());
        limit.most(1 << 20);
        assertEquals(ReceiveBuffer.CAPACITY, capacityOfARead());
    }

    @Test
    void shouldGiveARoomToReadAlways() {
        limit.most(0);
        assertEquals(ReceiveBuffer.LEAST_CAPACITY, capacityOfARead());
    }

    @Test
    void shouldRefuseAPduForWhichThereIsNoMemoryBeforeItIsAllocated() {
        capacityOfARead();
        assertThrows(ProtocolViolation.class, () -> buffer.reserve(alloc, 2 << 20));
        assertEquals(ReceiveBuffer.LEAST_CAPACITY, limit.used());
    }
}
