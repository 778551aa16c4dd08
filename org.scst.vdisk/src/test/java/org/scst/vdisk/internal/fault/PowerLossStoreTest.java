package org.scst.vdisk.internal.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.fault.ArrayStore.BLOCK;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.scst.core.store.Extent;

/** The process is "killed" by leaving the store alone and looking at what stands behind it. */
class PowerLossStoreTest {
    private final ArrayStore behind = new ArrayStore();

    private PowerLossStore store(Random random) {
        return new PowerLossStore(behind, BLOCK, random);
    }

    private PowerLossStore neverTrickling() {
        return store(new Random() {
            private static final long serialVersionUID = 1L;

            @Override
            public int nextInt(int bound) {
                return bound - 1;
            }
        });
    }

    @Test
    void shouldLoseWhatWasNotFlushed() throws IOException {
        ArrayStore.write(neverTrickling(), 1, 7, false);

        assertEquals(0, behind.block(1));
    }

    @Test
    void shouldReadWhatWasWritten() throws IOException {
        PowerLossStore store = neverTrickling();
        ArrayStore.write(store, 1, 7, false);

        assertEquals(7, ArrayStore.read(store, 1));
        assertEquals(0, ArrayStore.read(store, 2));
        assertEquals(0, store.readNonBlocking(BLOCK, Unpooled.EMPTY_BUFFER, BLOCK));
    }

    @Test
    void shouldKeepWhatWasFlushed() throws IOException {
        PowerLossStore store = neverTrickling();
        ArrayStore.write(store, 1, 7, false);
        ArrayStore.write(store, 2, 8, false);

        store.flush();

        assertEquals(7, behind.block(1));
        assertEquals(8, behind.block(2));
        assertEquals(1, behind.flushes);
    }

    @Test
    void shouldKeepADurableWriteAndForgetWhatItOverwrote() throws IOException {
        PowerLossStore store = neverTrickling();
        ArrayStore.write(store, 1, 7, false);
        ArrayStore.write(store, 2, 8, false);
        ArrayStore.write(store, 1, 9, true);

        assertEquals(9, behind.block(1));
        assertEquals(0, behind.block(2));
        store.flush();
        assertEquals(9, behind.block(1));
    }

    @Test
    void shouldForgetWhatWasUnmapped() throws IOException {
        PowerLossStore store = neverTrickling();
        ArrayStore.write(store, 1, 7, false);

        store.unmap(BLOCK, BLOCK);
        store.flush();

        assertEquals(0, behind.block(1));
    }

    @Test
    void shouldWriteSomeBlocksInAnotherOrderThanTheyCame() throws IOException {
        boolean reordered = false;
        for (int seed = 0; seed < 200 && !reordered; seed++) {
            behind.unmap(0, behind.capacity());
            PowerLossStore store = store(new Random(seed));
            for (int lba = 0; lba < 8; lba++) {
                ArrayStore.write(store, lba, 1, false);
            }
            reordered = behind.block(0) == 0 && behind.block(1) + behind.block(2) + behind.block(3) > 0;
        }

        assertTrue(reordered, "in 200 lives no later write ever landed before the first");
    }

    @Test
    void shouldNeverTearABlockNorInventOne() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            behind.unmap(0, behind.capacity());
            PowerLossStore store = store(new Random(seed));
            for (int generation = 1; generation < 30; generation++) {
                ArrayStore.write(store, generation % 3, generation, false);
            }
            for (int lba = 0; lba < 3; lba++) {
                int found = behind.block(lba);
                assertTrue(found == 0 || found % 3 == lba, "block " + lba + " holds " + found);
            }
        }
    }

    @Test
    void shouldReadPartOfACachedBlock() throws IOException {
        PowerLossStore store = neverTrickling();
        ArrayStore.write(store, 1, 7, false);
        ByteBuf target = Unpooled.buffer(600);

        store.read(BLOCK, target, 100);

        assertEquals(100, target.readableBytes());
        assertEquals(7, target.getByte(99));
        target.release();
    }

    @Test
    void shouldCountCachedBlocksAsMapped() throws IOException {
        PowerLossStore store = neverTrickling();
        ArrayStore.write(store, 2, 7, false);

        assertEquals(new Extent(0, 2 * BLOCK, false), store.extent(0, 8 * BLOCK));
        assertTrue(store.extent(2 * BLOCK, BLOCK).mapped());
        assertFalse(store.extent(3 * BLOCK, BLOCK).mapped());
    }

    @Test
    void shouldFlushWhenClosed() throws IOException {
        PowerLossStore store = neverTrickling();
        ArrayStore.write(store, 1, 7, false);

        store.close();

        assertEquals(7, behind.block(1));
        assertTrue(behind.closed);
    }
}
