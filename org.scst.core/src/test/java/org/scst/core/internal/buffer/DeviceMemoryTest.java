package org.scst.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.MemoryFile;

class DeviceMemoryTest {
    private final Budget budget = new Budget(1 << 24, null);
    private DeviceMemory memory;

    @BeforeEach
    void open() throws IOException {
        memory = new DeviceMemory("disk");
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void shouldSayWhereBytesLie() throws LinuxException {
        ByteBuf first = memory.pool().grant(0, 4096, budget);
        ByteBuf second = memory.pool().grant(0, 4096, budget);
        long offset = memory.offset(first, 0, 4096);
        assertTrue(offset >= 0 && offset < memory.size());
        assertNotEquals(offset, memory.offset(second, 0, 4096));
        assertEquals(offset + 512, memory.offset(first.slice(512, 512), 0, 512));
        first.setByte(7, 42);
        try (MemoryFile other = MemoryFile.attach("other", duplicate(memory.descriptor()), memory.size())) {
            assertEquals(42, other.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset + 7));
        }
        first.release();
        second.release();
    }

    private static int duplicate(int descriptor) throws LinuxException {
        return org.scst.core.linux.SocketDescriptor.duplicateOf(descriptor).number();
    }

    @Test
    void shouldKnowWhatLiesElsewhere() {
        assertEquals(-1, memory.offset(Unpooled.buffer(16), 0, 16));
        ByteBuf direct = Unpooled.directBuffer(16);
        assertEquals(-1, memory.offset(direct, 0, 16));
        direct.release();
    }

    @Test
    void shouldGrantForCopiesNoMoreThanAFewAtATime() {
        ByteBuf one = memory.grant(BufferPool.LARGEST_BYTES);
        ByteBuf two = memory.grant(BufferPool.LARGEST_BYTES);
        assertNull(memory.grant(1));
        one.release();
        two.release();
        memory.grant(1).release();
    }

    @Test
    void shouldGrantNothingOnceItIsClosedNotEvenWhatComesBack() {
        BufferPool common = new BufferPool();
        ByteBuf lent = memory.pool().grant(0, 4096, budget);
        long there = lent.memoryAddress();
        ByteBuf keepsItOpen = memory.pool().grant(0, 4096, budget);
        memory.close();
        memory.close();
        lent.release();
        assertNull(memory.grant(4096));
        ByteBuf next = memory.pool().grant(0, 4096, budget, common);
        assertNotEquals(there, next.memoryAddress());
        assertEquals(-1, memory.offset(next, 0, 4096));
        next.release();
        keepsItOpen.release();
        assertEquals(0, budget.reserved());
        common.close();
    }

    /** Who asks when it is closing has come in before, and would find what comes back: it must not be there. */
    @Test
    void shouldKeepNothingThatComesBackAfterItIsClosed() {
        ByteBuf lent = memory.pool().grant(0, 4096, budget);
        ByteBuf keepsItOpen = memory.pool().grant(0, 4096, budget);
        memory.close();
        lent.release();
        assertEquals(2, neverBack());
        keepsItOpen.release();
    }

    /** Buffers of the smallest size that were granted and are not free again. */
    private long neverBack() {
        return memory.pool().statistics().getFirst().granted();
    }

    @Test
    void shouldKeepItsMemoryForABufferThatIsOut() {
        ByteBuf late = memory.pool().grant(0, 4096, budget);
        memory.close();
        late.setByte(0, 1);
        late.release();
        assertEquals(0, budget.reserved());
    }
}
