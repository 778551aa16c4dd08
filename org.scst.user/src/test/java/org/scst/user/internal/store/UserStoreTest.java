package org.scst.user.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.store.BackingStore;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreAwayException;
import org.scst.core.store.StoreFullException;
import org.scst.testkit.Eventually;
import org.scst.user.client.BlockHandler;
import org.scst.user.client.StorageFullException;
import org.scst.user.wire.Registration;

/** A store whose blocks a handler keeps, through the socket and the rings. */
class UserStoreTest {
    @TempDir
    Path folder;

    private OneHandler side;
    private BlockHandler handler;
    private BackingStore store;

    @BeforeEach
    void open() throws IOException {
        side = new OneHandler(folder);
        handler = side.register(OneHandler.registration(Registration.UNMAPS | Registration.ZEROES, "m"));
        store = side.open();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        side.close();
    }

    private static IOException await(CompletableFuture<IOException> ended) throws Exception {
        return ended.get(30, java.util.concurrent.TimeUnit.SECONDS);
    }

    private static BackingStore.Listener listener(CompletableFuture<IOException> ended) {
        return ended::complete;
    }

    @Test
    void shouldReadWhatItHasWrittenWithoutWaiting() throws Exception {
        ByteBuf data = side.buffer(1024);
        data.writeBytes("x".repeat(1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        CompletableFuture<IOException> written = new CompletableFuture<>();
        assertTrue(store.beginWrite(512, data, listener(written)));
        assertEquals(null, await(written));
        data.clear();
        CompletableFuture<IOException> read = new CompletableFuture<>();
        assertTrue(store.beginRead(1024, data, 512, listener(read)));
        assertEquals(null, await(read));
        assertEquals(512, data.readableBytes());
        assertEquals('x', data.getByte(511));
        data.release();
        assertTrue(side.asked.contains("write 512 1024"));
        assertTrue(side.asked.contains("read 1024 512"));
    }

    @Test
    void shouldMoveInPiecesWhatLiesElsewhere() throws IOException {
        ByteBuf data =
                Unpooled.buffer(2048).writeZero(1000).writeBytes(new byte[] {7}).writeZero(1047);
        assertFalse(store.beginWrite(0, data, failure -> {}));
        store.write(0, data, true);
        ByteBuf back = Unpooled.buffer(2048);
        store.read(0, back, 2048);
        assertEquals(7, back.getByte(1000));
        assertEquals(2048, back.readableBytes());
        assertTrue(side.asked.contains("write 0 2048 durable"));
    }

    @Test
    void shouldAskForTheRest() throws IOException {
        store.flush();
        store.unmap(1024, 2048);
        store.writeZeroes(512, 512);
        assertEquals(java.util.List.of("flush", "unmap 1024 2048", "zero 512 512"), side.asked);
    }

    @Test
    void shouldSayWhereStorageIs() throws IOException {
        assertEquals(new org.scst.core.store.Extent(0, 4096, true), store.extent(0, 4096));
        store.close();
        handler = side.register(OneHandler.registration(Registration.EXTENTS, "m"));
        store = side.open();
        assertEquals(new org.scst.core.store.Extent(512, 1024, false), store.extent(512, 4096));
        assertThrows(StoreAwayException.class, () -> store.extent(512, 512), "longer than was asked for");
    }

    @Test
    void shouldSayWhatAFailureMeans() {
        side.failure = new IOException("no");
        MediumException medium = assertThrows(
                MediumException.class,
                () -> store.write(512, Unpooled.buffer(512).writeZero(512), false));
        assertEquals(512, medium.offset());
        assertThrows(FlushFailedException.class, store::flush);
        side.failure = new StorageFullException("full");
        assertThrows(
                StoreFullException.class,
                () -> store.write(0, Unpooled.buffer(512).writeZero(512), false));
        side.failure = null;
    }

    @Test
    void shouldFlushWhenItIsClosedAfterTheSocket() throws IOException {
        side.registrations.close();
        store.close();
        assertEquals(java.util.List.of("flush"), side.asked);
    }

    @Test
    void shouldTellOfAnotherCapacity() throws Exception {
        handler.capacity(OneHandler.SIZE / 2);
        Eventually.holds("resized", () -> side.told.contains("resized"));
        assertEquals(OneHandler.SIZE / 2, store.capacity());
    }

    @Test
    void shouldWaitForAProcessThatHasGone() throws Exception {
        handler.stop();
        Eventually.holds("gone", () -> side.told.stream().anyMatch(text -> text.startsWith("reopen within 7 s")));
        ByteBuf data = side.buffer(512);
        assertFalse(store.beginRead(0, data, 512, failure -> {}));
        assertThrows(StoreAwayException.class, () -> store.read(0, data, 512));
        data.release();
        store.close();
        handler = side.register(OneHandler.registration(0, "m"));
        store = side.open();
        store.flush();
        assertTrue(side.asked.contains("flush"));
    }

    @Test
    void shouldEndWhatWasHandedOutWhenTheProcessGoes() throws Exception {
        CompletableFuture<IOException> read = new CompletableFuture<>();
        side.meanwhile = () -> {
            handler.stop();
            read.join();
        };
        ByteBuf data = side.buffer(512);
        assertTrue(store.beginRead(0, data, 512, listener(read)));
        assertInstanceOf(StoreAwayException.class, await(read));
        assertEquals(0, data.readableBytes());
        data.release();
    }

    /** Its process is still in the call that fills the buffer when the command has ended: nobody may be given that buffer. */
    @Test
    void shouldLendNothingAgainThatAProcessWhichHasGoneMayWriteTo() throws Exception {
        CompletableFuture<IOException> read = new CompletableFuture<>();
        CompletableFuture<Void> late = new CompletableFuture<>();
        side.meanwhile = () -> {
            handler.stop();
            late.join();
        };
        ByteBuf data = side.buffer(4096);
        ByteBuf keepsItOpen = side.buffer(4096);
        long there = data.memoryAddress();
        assertTrue(store.beginRead(0, data, 512, failure -> {
            data.release();
            read.complete(failure);
        }));
        assertInstanceOf(StoreAwayException.class, await(read));
        java.util.List<ByteBuf> next = new java.util.ArrayList<>();
        for (int i = 0; i < 64; i++) {
            next.add(side.buffer(4096));
        }
        late.complete(null);
        assertFalse(next.stream().anyMatch(buffer -> buffer.memoryAddress() == there));
        next.forEach(ByteBuf::release);
        keepsItOpen.release();
    }

    @Test
    void shouldTakeDataElsewhereOnceTheProcessHasGone() throws Exception {
        ByteBuf lent = side.buffer(512);
        handler.stop();
        Eventually.holds("gone", () -> side.told.stream().anyMatch(text -> text.startsWith("reopen within 7 s")));
        ByteBuf elsewhere = side.buffer(512);
        assertEquals(-1, side.dataOffset(elsewhere));
        elsewhere.release();
        store.close();
        handler = side.register(OneHandler.registration(0, "m"));
        store = side.open();
        lent.writeZero(512);
        assertFalse(store.beginWrite(0, lent, failure -> {}), "it lies in the former one's memory");
        store.write(0, lent, false);
        lent.release();
    }

    /** Who submits takes answers along, so the queue's own thread must not fall asleep over what it has not seen. */
    @Test
    void shouldAnswerEverythingThatManyThreadsAsk() throws Exception {
        int rounds = 5000;
        CompletableFuture<?>[] all = new CompletableFuture<?>[4];
        for (int i = 0; i < all.length; i++) {
            all[i] = CompletableFuture.runAsync(
                    () -> readAgainAndAgain(rounds),
                    task -> Thread.ofPlatform().daemon().start(task));
        }
        CompletableFuture.allOf(all).get(120, java.util.concurrent.TimeUnit.SECONDS);
    }

    private void readAgainAndAgain(int rounds) {
        ByteBuf data = side.buffer(512);
        try {
            for (int i = 0; i < rounds; i++) {
                data.clear();
                CompletableFuture<IOException> read = new CompletableFuture<>();
                if (store.beginRead(0, data, 512, listener(read))) {
                    assertEquals(null, await(read));
                }
            }
        } catch (Exception e) {
            throw new AssertionError("not answered", e);
        } finally {
            data.release();
        }
    }

    @Test
    void shouldNotWaitForAProcessThatHasStoppedWhenItIsClosed() throws Exception {
        store.close();
        handler = side.register(OneHandler.registration(0, "m"));
        store = side.open(Duration.ofMillis(20));
        CountDownLatch goOn = new CountDownLatch(1);
        side.meanwhile = () -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        store.closing();
        assertThrows(StoreAwayException.class, store::flush);
        store.close();
        assertTrue(side.told.contains("let go"));
        goOn.countDown();
    }
}
