package org.scst.vdisk.internal.nothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DataMemory;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;

class NullStoreTest {
    private final List<String> told = new ArrayList<>();
    private final StoreContext context = new StoreContext() {
        @Override
        public Lease lease(String backingObject) {
            throw new UnsupportedOperationException("nothing is written to");
        }

        @Override
        public Watch watch(Runnable look) {
            throw new UnsupportedOperationException("there is nothing to look at");
        }

        @Override
        public Executor executor() {
            throw new UnsupportedOperationException("nothing waits");
        }

        @Override
        public void resized() {
            told.add("resized");
        }

        @Override
        public void mediumMayHaveChanged() {}

        @Override
        public void free(long available) {
            throw new AssertionError("nothing needs no space");
        }

        @Override
        public void space(long available, long total) {
            throw new AssertionError("nothing needs no space");
        }

        @Override
        public void lost(String reason) {
            told.add("lost");
        }

        @Override
        public void found() {
            told.add("found");
        }

        @Override
        public void reopen(String reason, Duration limit) {
            throw new AssertionError(reason);
        }

        @Override
        public DataMemory dataMemory() {
            throw new UnsupportedOperationException("no memory of its own");
        }
    };

    private static StoreConfiguration configuration(Map<String, String> properties) {
        return new StoreConfiguration("disk1", properties, 512, false);
    }

    private BackingStore open(Map<String, String> properties) throws IOException {
        return new NullStoreFactory().open(configuration(properties), context);
    }

    @Test
    void shouldReadZeroesOverWhateverTheBufferHeld() throws IOException {
        int length = 200 << 10;
        ByteBuf target = Unpooled.directBuffer(length, length);
        byte[] poison = new byte[length];
        Arrays.fill(poison, (byte) 0xDB);
        target.setBytes(0, poison);
        try (BackingStore store = open(Map.of())) {
            assertEquals(length, store.readNonBlocking(0, target, length));
            assertEquals(length, target.readableBytes());
            assertEquals(-1, target.forEachByte(value -> value == 0));

            target.clear().setByte(7, 0xDB);
            store.read(512, target, 512);
            assertEquals(512, target.readableBytes());
            assertEquals(0, target.getByte(7));
        } finally {
            target.release();
        }
    }

    @Test
    void shouldDiscardWritesOnTheCallersThread() throws IOException {
        ByteBuf source = Unpooled.wrappedBuffer(new byte[512]);
        try (BackingStore store = open(Map.of())) {
            assertTrue(store.writesWithoutBlocking());
            store.write(0, source, true);
            store.flush();
            assertEquals(new Extent(0, 512, false), store.extent(0, 512));
        }
        assertEquals(512, source.readableBytes());
    }

    @Test
    void shouldHaveOneTebibyteUnlessToldOtherwise() throws IOException {
        try (BackingStore store = open(Map.of())) {
            assertEquals(1L << 40, store.capacity());
        }
        try (BackingStore store = open(Map.of("size", "10G"))) {
            assertEquals(10L << 30, store.capacity());
        }
    }

    @Test
    void shouldRefuseLessThanOneBlock() {
        assertThrows(ConfigurationException.class, () -> open(Map.of("size", "511")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename", "file", "o_direct", "inline_reads", "inline_writes"})
    void shouldRefuseWhatIsForFiles(String key) {
        ConfigurationException refused = assertThrows(ConfigurationException.class, () -> open(Map.of(key, "yes")));
        assertEquals(key, refused.key());
    }

    @Test
    void shouldTakeAnotherSizeWhileOpen() throws IOException {
        try (BackingStore store = open(Map.of())) {
            assertTrue(store.reconfigure(configuration(Map.of("size", "2T"))));
            assertTrue(store.reconfigure(configuration(Map.of("size", "2T"))));

            assertEquals(2L << 40, store.capacity());
            assertEquals(List.of("resized"), told);
        }
    }
}
