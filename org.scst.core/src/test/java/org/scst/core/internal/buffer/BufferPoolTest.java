package org.scst.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferPoolTest {

    private static final int SLOT = 3;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Budget budget = new Budget(64 << 20, null);
    private final CountedMemory memory = new CountedMemory();
    private BufferPool pool = new BufferPool(() -> memory, false, true);

    @AfterEach
    void shouldHaveNothingOutstanding() {
        assertEquals(0, pool.outstanding());
        assertEquals(0, budget.reserved());
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 4096", "4096, 4096", "4097, 8192", "65536, 65536", "65537, 131072", "4194304, 4194304"})
    void shouldChargeTheMemoryABufferTakes(int length, int charge) {
        PoolBuffer buffer = pool.grant(SLOT, length, budget);
        assertEquals(charge, budget.reserved());
        assertEquals(charge, BufferPool.charge(length));
        buffer.release();
    }

    @Test
    void shouldGrantAnEmptyBufferOfExactlyTheLengthAskedForOnAPage() {
        PoolBuffer buffer = pool.grant(SLOT, 5000, budget);
        assertEquals(1, buffer.refCnt());
        assertEquals(0, buffer.readableBytes());
        assertEquals(5000, buffer.writableBytes());
        assertEquals(5000, buffer.capacity());
        assertEquals(5000, buffer.maxCapacity());
        assertEquals(0, buffer.memoryAddress() % 4096);
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.writeZero(5001));
        buffer.release();
    }

    @Test
    void shouldRefuseLengthsThatNoBufferHas() {
        assertThrows(IllegalArgumentException.class, () -> pool.grant(SLOT, 0, budget));
        assertThrows(IllegalArgumentException.class, () -> pool.grant(SLOT, BufferPool.LARGEST_BYTES + 1, budget));
    }

    @Test
    void shouldGrantNothingBeyondTheBudget() {
        Budget small = new Budget(8192, budget);
        PoolBuffer first = pool.grant(SLOT, 4096, small);
        PoolBuffer second = pool.grant(SLOT, 4096, small);
        assertNull(pool.grant(SLOT, 1, small));
        first.release();
        PoolBuffer third = pool.grant(SLOT, 1, small);
        second.release();
        third.release();
        assertEquals(0, small.reserved());
    }

    @Test
    void shouldGrantTheSameObjectAgainAsIfNew() {
        PoolBuffer first = pool.grant(SLOT, 100, budget);
        first.writeLong(1).readByte();
        first.markReaderIndex();
        first.release();
        PoolBuffer second = pool.grant(SLOT, 200, budget);
        assertSame(first, second);
        assertEquals(1, second.refCnt());
        assertEquals(0, second.readerIndex());
        assertEquals(0, second.writerIndex());
        assertEquals(200, second.maxCapacity());
        second.resetReaderIndex();
        assertEquals(0, second.readerIndex());
        second.release();
    }

    @Test
    void shouldNotReleaseWhileAnyoneHoldsAReference() {
        PoolBuffer buffer = pool.grant(SLOT, 4096, budget);
        ByteBuf slice = buffer.writeZero(4096).retainedSlice(100, 10);
        buffer.release();
        assertEquals(1, pool.outstanding());
        assertEquals(4096, budget.reserved());
        slice.release();
    }

    @Test
    void shouldRefuseASecondRelease() {
        PoolBuffer buffer = pool.grant(SLOT, 4096, budget);
        buffer.release();
        assertThrows(IllegalReferenceCountException.class, buffer::release);
        assertThrows(IllegalReferenceCountException.class, () -> buffer.getByte(0));
        assertThrows(IllegalReferenceCountException.class, buffer::memoryAddress);
    }

    @Test
    void shouldServeFromTheSlotsCacheWithoutAllocating() {
        pool = new BufferPool(() -> memory, false, false);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long warm = grantAndRelease(threads, 20_000);
        long allocated = grantAndRelease(threads, 10_000);
        // The measurement itself may cost a little; one object per grant would be 160 000 bytes.
        assertTrue(allocated < 10_000, () -> allocated + " bytes allocated, " + warm + " when warming up");
    }

    private long grantAndRelease(ThreadMXBean threads, int times) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            pool.grant(SLOT, 4096, budget).release();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void shouldCountHitsMissesAndPeakBySize() {
        PoolBuffer first = pool.grant(SLOT, 4096, budget);
        PoolBuffer second = pool.grant(SLOT, 4096, budget);
        SizeClassStatistics busy = pool.statistics().getFirst();
        assertEquals(8192, busy.grantedBytes());
        first.release();
        second.release();
        pool.grant(SLOT, 4096, budget).release();
        SizeClassStatistics idle = pool.statistics().getFirst();
        assertEquals(new SizeClassStatistics(4096, 1, 2, 0, 2), idle);
        assertEquals(3, idle.grants());
        assertEquals(0, pool.statistics().get(1).grants());
    }

    @Test
    void shouldTakeBuffersBackThatFindNoPlaceInTheirCache() {
        int more = SlotCache.capacity(0) + 10;
        List<PoolBuffer> buffers = grantMany(more, 4096);
        assertEquals(
                more, buffers.stream().map(ByteBuf::memoryAddress).distinct().count());
        buffers.forEach(ByteBuf::release);
        assertEquals(0, pool.statistics().getFirst().granted());
        assertEquals(
                more, grantMany(more, 4096).stream().filter(ByteBuf::release).count());
        assertEquals(Regions.SLAB_BYTES, pool.heldBytes());
    }

    @Test
    void shouldTellWhereABufferLies() {
        PoolBuffer first = pool.grant(SLOT, 4096, budget);
        PoolBuffer large = pool.grant(SLOT, 1 << 20, budget);
        assertEquals(new RegionOffset(0, 0), pool.region(first));
        assertEquals(new RegionOffset(0, Regions.SLAB_BYTES), pool.region(large));
        assertEquals(
                new RegionOffset(0, Regions.SLAB_BYTES + 77),
                pool.region(large.writeZero(1000).slice(70, 100).slice(7, 5)));
        assertThrows(IllegalArgumentException.class, () -> pool.region(Unpooled.EMPTY_BUFFER));
        first.release();
        large.release();
    }

    @Test
    void shouldAddRegionsWhenOneIsFull() {
        pool = new BufferPool(AnonymousMemory::new, false, true);
        List<PoolBuffer> buffers = grantMany(Regions.SLABS, BufferPool.LARGEST_BYTES);
        assertNull(pool.grant(SLOT, 1, budget));
        Budget wider = new Budget(4096, null);
        PoolBuffer further = pool.grant(SLOT, 1, wider);
        assertEquals(new RegionOffset(1, 0), pool.region(further));
        further.release();
        buffers.forEach(ByteBuf::release);
    }

    @Test
    void shouldGiveBackMemoryThatNobodyHasNeededForAMinuteAndNoSooner() {
        grantMany(300, 4096).forEach(ByteBuf::release);
        for (long second = 0; second < 60; second += 5) {
            pool.trim(second * SECOND);
            assertEquals(Regions.SLAB_BYTES, pool.heldBytes());
        }
        pool.trim(60 * SECOND);
        pool.trim(90 * SECOND);
        assertEquals(0, pool.heldBytes());
        assertEquals(List.of(0), memory.discarded);
        pool.grant(SLOT, 4096, budget).release();
        assertEquals(Regions.SLAB_BYTES, pool.heldBytes());
    }

    @Test
    void shouldKeepMemoryThatIsUsed() {
        PoolBuffer buffer = pool.grant(SLOT, 4096, budget);
        for (long second = 0; second < 600; second += 10) {
            pool.trim(second * SECOND);
        }
        assertEquals(Regions.SLAB_BYTES, pool.heldBytes());
        buffer.release();
    }

    @Test
    void shouldKeepInTheCacheWhatIsNeededNowAndThen() {
        for (long second = 0; second < 600; second += 10) {
            pool.grant(SLOT, 4096, budget).release();
            pool.trim(second * SECOND);
        }
        assertEquals(1, pool.statistics().getFirst().misses());
    }

    @Test
    void shouldFillMemoryWhenPoisoned() {
        pool = new BufferPool(() -> memory, true, true);
        PoolBuffer buffer = pool.grant(SLOT, 4096, budget);
        assertEquals(Poison.GRANTED, buffer.getByte(4095));
        ByteBuffer view = buffer.nioBuffer(0, 4096);
        buffer.release();
        assertEquals(Poison.RELEASED, view.get(0));
    }

    @Test
    void shouldNeverGrantAReleasedObjectAgainWhenPoisoned() {
        pool = new BufferPool(() -> memory, true, true);
        PoolBuffer first = pool.grant(SLOT, 4096, budget);
        long address = first.memoryAddress();
        first.release();
        PoolBuffer second = pool.grant(SLOT, 4096, budget);
        assertNotSame(first, second);
        assertEquals(address, second.memoryAddress());
        assertThrows(IllegalReferenceCountException.class, first::release);
        second.release();
    }

    @Test
    void shouldFindAWriteAfterTheReleaseWhenPoisoned() {
        pool = new BufferPool(() -> memory, true, true);
        PoolBuffer buffer = pool.grant(SLOT, 4096, budget);
        ByteBuffer view = buffer.nioBuffer(0, 4096);
        buffer.release();
        view.put(17, (byte) 1);
        IllegalStateException found = assertThrows(IllegalStateException.class, () -> pool.grant(SLOT, 10, budget));
        assertTrue(found.getMessage().contains("offset 17"), found::getMessage);
    }

    @Test
    void shouldTellWhereOutstandingBuffersWereGranted() {
        PoolBuffer buffer = pool.grant(SLOT, 4096, budget);
        Throwable grant = pool.outstandingGrants().getFirst();
        assertTrue(
                List.of(grant.getStackTrace()).stream()
                        .anyMatch(
                                frame -> frame.getMethodName().equals("shouldTellWhereOutstandingBuffersWereGranted")),
                grant::toString);
        buffer.release();
        assertEquals(List.of(), pool.outstandingGrants());
    }

    @Test
    void shouldFreeItsMemoryOnlyWhenTheLastBufferHasComeBackAfterTheClose() {
        PoolBuffer buffer = pool.grant(SLOT, 4096, budget);
        pool.close();
        assertEquals(0, memory.closes);
        buffer.writeLong(1);
        assertThrows(IllegalStateException.class, () -> pool.grant(SLOT, 4096, budget));
        assertEquals(4096, budget.reserved());
        buffer.release();
        assertEquals(1, memory.closes);
        pool = new BufferPool(() -> memory, false, true);
    }

    @Test
    void shouldUseMemoryFilesWhereTheSystemHasThem() {
        pool = new BufferPool();
        PoolBuffer buffer = pool.grant(SLOT, 4096, budget);
        assertNotEquals(-1, pool.descriptor(pool.region(buffer).region()));
        buffer.release();
        for (long second = 0; second <= 120; second += 30) {
            pool.trim(second * SECOND);
        }
        assertEquals(0, pool.heldBytes());
        PoolBuffer again = pool.grant(SLOT, 4096, budget);
        assertEquals(0, again.getByte(0));
        again.release();
    }

    private List<PoolBuffer> grantMany(int count, int length) {
        List<PoolBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            buffers.add(pool.grant(SLOT, length, budget));
        }
        return buffers;
    }

    /** Remembers what was given back. */
    private static final class CountedMemory implements RegionMemory {

        private final AnonymousMemory memory = new AnonymousMemory();
        private final List<Integer> discarded = new ArrayList<>();
        private int closes;

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public MemorySegment slab(int index) {
            return memory.slab(index);
        }

        @Override
        public void discard(int index) {
            discarded.add(index);
            memory.discard(index);
        }

        @Override
        public void close() {
            closes++;
            memory.close();
        }
    }
}
