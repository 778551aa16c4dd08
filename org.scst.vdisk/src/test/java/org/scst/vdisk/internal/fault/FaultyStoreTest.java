package org.scst.vdisk.internal.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.fault.ArrayStore.BLOCK;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreConfiguration;
import org.scst.testkit.Eventually;
import org.scst.vdisk.internal.configuration.DeviceProperties;

@Timeout(120)
class FaultyStoreTest {
    private final ArrayStore behind = new ArrayStore();

    private FaultyStore store(String key, String value) throws IOException {
        return FaultyStore.around(behind, FaultSettings.read(new DeviceProperties(Map.of(key, value))), BLOCK);
    }

    private static StoreConfiguration configuration(Map<String, String> properties) {
        return new StoreConfiguration("disk1", properties, BLOCK, false);
    }

    private static int atHand(FaultyStore store, int lba) {
        ByteBuf target = Unpooled.buffer(BLOCK);
        int count = store.readNonBlocking((long) lba * BLOCK, target, BLOCK);
        target.release();
        return count;
    }

    @Test
    void shouldDoAsTheStoreBehindWhenNothingIsWrong() throws IOException {
        FaultyStore store = store("fault_hang", "no");
        ArrayStore.write(store, 1, 7, false);

        assertEquals(7, ArrayStore.read(store, 1));
        assertEquals(BLOCK, atHand(store, 1));
        assertTrue(store.writesWithoutBlocking());
    }

    @Test
    void shouldFailToReadBrokenBlocksOnly() throws IOException {
        FaultyStore store = store("fault_read_error_lba", "2-3");

        assertEquals(BLOCK, atHand(store, 1));
        assertEquals(0, atHand(store, 2));
        assertEquals(0, ArrayStore.read(store, 4));
        assertEquals(
                3L * BLOCK,
                assertThrows(MediumException.class, () -> ArrayStore.read(store, 3))
                        .offset());
        ArrayStore.write(store, 2, 7, false);
        assertEquals(7, behind.block(2));
    }

    @Test
    void shouldFailToWriteBrokenBlocksOnly() throws IOException {
        FaultyStore store = store("fault_write_error_lba", "2");

        assertThrows(MediumException.class, () -> ArrayStore.write(store, 2, 7, false));
        assertThrows(MediumException.class, () -> store.unmap(0, 8L * BLOCK));
        assertThrows(MediumException.class, () -> store.writeZeroes(2L * BLOCK, BLOCK));
        assertEquals(0, ArrayStore.read(store, 2));
    }

    @Test
    void shouldFailToFlush() throws IOException {
        assertThrows(FlushFailedException.class, store("fault_flush_error", "1")::flush);
        assertEquals(0, behind.flushes);
    }

    @Test
    void shouldDropOneWriteInThree() throws IOException {
        FaultyStore store = store("fault_drop_one_write_in", "3");
        for (int lba = 0; lba < 6; lba++) {
            ArrayStore.write(store, lba, 1, false);
        }

        List<Integer> kept = new ArrayList<>();
        for (int lba = 0; lba < 6; lba++) {
            kept.add(behind.block(lba));
        }
        assertEquals(List.of(1, 1, 0, 1, 1, 0), kept);
    }

    @Test
    void shouldWaitBeforeEachAccessAndLetNoneRunOnAnEventLoop() throws IOException {
        List<Duration> pauses = new ArrayList<>();
        DelayingStore store = new DelayingStore(behind, () -> Duration.ofMillis(10), pauses::add);

        ArrayStore.write(store, 1, 7, false);
        ArrayStore.read(store, 1);
        store.flush();

        assertEquals(List.of(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(10)), pauses);
        assertFalse(store.writesWithoutBlocking());
        assertEquals(0, store.readNonBlocking(0, Unpooled.EMPTY_BUFFER, BLOCK));
    }

    @Test
    void shouldHangUntilToldOtherwiseAndThenGoOn() throws Exception {
        FaultyStore store = store("fault_hang", "1");
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readUnchecked(store));
        awaitHung(store);
        assertFalse(read.isDone());

        assertTrue(store.reconfigure(configuration(Map.of("fault_hang", "0"))));

        assertEquals(0, read.join());
        assertEquals(0, store.hung());
    }

    @Test
    void shouldHangOnTheNamedBlocksOnly() throws IOException {
        FaultyStore store = store("fault_hang_lba", "5");

        assertEquals(0, ArrayStore.read(store, 4));
        assertEquals(0, atHand(store, 5));
        assertFalse(store.writesWithoutBlocking());
    }

    @Test
    void shouldEndWhatHangsWithAnErrorWhenClosed() throws Exception {
        FaultyStore store = store("fault_hang", "1");
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readUnchecked(store));
        awaitHung(store);

        store.close();

        assertThrows(CompletionException.class, read::join);
        assertTrue(behind.closed);
    }

    private static void awaitHung(FaultyStore store) throws Exception {
        Eventually.holds("a read hangs", () -> store.hung() > 0);
    }

    private static int readUnchecked(FaultyStore store) {
        try {
            return ArrayStore.read(store, 1);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void shouldBeOpenedAnewWhenTheCacheComesOrGoes() throws IOException {
        FaultyStore store = store("fault_lose_unflushed", "1");

        assertFalse(store.reconfigure(configuration(Map.of())));
    }

    @Test
    void shouldLoseWhatWasNotFlushedWhenToldSo() throws IOException {
        FaultyStore store = store("fault_lose_unflushed", "1");
        for (int i = 0; i < 100; i++) {
            ArrayStore.write(store, i % 8, 9, false);
        }
        store.flush();
        ArrayStore.write(store, 0, 1, true);
        assertEquals(1, behind.block(0));
        assertEquals(9, behind.block(7));
    }

    @Test
    void shouldNameTheFirstBrokenBlockOfARead() throws IOException {
        FaultyStore store = store("fault_read_error_lba", "6, 3-4");
        ByteBuf target = Unpooled.buffer(6 * BLOCK);

        MediumException failure = assertThrows(MediumException.class, () -> store.read(BLOCK, target, 6 * BLOCK));

        assertEquals(3L * BLOCK, failure.offset());
        target.release();
    }

    private static void writeBlocks(FaultyStore store, int lba, int... values) throws IOException {
        ByteBuf source = Unpooled.buffer(values.length * BLOCK);
        for (int value : values) {
            for (int i = 0; i < BLOCK; i++) {
                source.writeByte(value);
            }
        }
        store.write((long) lba * BLOCK, source, false);
        assertEquals(values.length * BLOCK, source.readableBytes());
        source.release();
    }

    @Test
    void shouldTearOneWriteOfSeveralBlocksInSoManyAndNoneOfOne() throws IOException {
        FaultyStore store = store("fault_tear_one_write_in", "2");

        writeBlocks(store, 0, 1, 2, 3);
        writeBlocks(store, 4, 5);
        writeBlocks(store, 0, 7, 8, 9);

        assertEquals(List.of(7, 2, 3, 5), List.of(behind.block(0), behind.block(1), behind.block(2), behind.block(4)));
    }

    @Test
    void shouldReadOtherDataOfSomeBlocksAndWriteThemWell() throws IOException {
        FaultyStore store = store("fault_wrong_data_lba", "2, 4");
        writeBlocks(store, 1, 1, 2, 3, 4, 5);
        ByteBuf target = Unpooled.buffer(5 * BLOCK);

        assertEquals(0, atHand(store, 2));
        store.read(BLOCK, target, 5 * BLOCK);

        for (int lba = 1; lba <= 5; lba++) {
            int expected = lba == 2 || lba == 4 ? ~lba & 0xFF : lba;
            assertEquals(expected, target.getUnsignedByte((lba - 1) * BLOCK), "block " + lba);
            assertEquals(expected, target.getUnsignedByte(lba * BLOCK - 1), "block " + lba);
            assertEquals(lba, behind.block(lba));
        }
        target.release();
    }

    @Test
    void shouldLoseItsEndAndFindItAgain() throws IOException {
        FaultyStore store = store("fault_capacity", "" + (2 * BLOCK + 1));
        long whole = behind.capacity();

        assertEquals(2L * BLOCK, store.capacity());
        assertEquals(0, atHand(store, 2));
        MediumException failure = assertThrows(MediumException.class, () -> ArrayStore.write(store, 2, 7, false));
        assertEquals(2L * BLOCK, failure.offset());
        assertThrows(MediumException.class, () -> store.unmap(0, 3L * BLOCK));
        ArrayStore.write(store, 1, 7, false);

        store.reconfigure(configuration(Map.of("fault_capacity", "")));
        assertEquals(whole, store.capacity());
    }
}
