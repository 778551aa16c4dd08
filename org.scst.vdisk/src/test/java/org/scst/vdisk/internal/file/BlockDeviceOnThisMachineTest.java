package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.device.ConfigurationException;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreDefaults;
import org.scst.core.store.StoreLostException;

/** The store over block devices, on loop devices of this machine. */
class BlockDeviceOnThisMachineTest {
    private static final int SIZE = 4 << 20;
    private static final int LENGTH = 64 << 10;

    @TempDir
    Path directory;

    private LoopDevice loop;
    private FakeStoreContext context;
    private ByteBuf buffer;

    @BeforeEach
    void attach() throws IOException {
        loop = LoopDevice.attach(directory.resolve("image"), SIZE, 512);
        context = new FakeStoreContext();
        buffer = Unpooled.directBuffer(LENGTH + 8192);
    }

    @AfterEach
    void detach() throws IOException {
        if (loop != null) {
            loop.close();
            buffer.release();
        }
    }

    private Map<String, String> properties() {
        return Map.of("filename", loop.node().toString());
    }

    private FileStore open(int blockLength, boolean readOnly) throws IOException {
        return new FileStore(
                new LinuxBlockDevices(Duration.ZERO, blockLength),
                new StoreConfiguration("disk1", properties(), blockLength, readOnly),
                context);
    }

    private FileStore open() throws IOException {
        return open(512, false);
    }

    /** {@link #LENGTH} bytes from an address that is a page's plus {@code misaligned}. */
    private byte[] fill(int misaligned) {
        byte[] bytes = new byte[LENGTH];
        new Random(1).nextBytes(bytes);
        empty(misaligned).writeBytes(bytes);
        return bytes;
    }

    private ByteBuf empty(int misaligned) {
        int start = (int) (-buffer.memoryAddress() & 4095) + misaligned;
        return buffer.setIndex(start, start);
    }

    private byte[] content() {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    @Test
    void shouldReadBackWhatWasWrittenPastThePageCache() throws IOException {
        byte[] expected = fill(0);
        try (FileStore store = open()) {
            store.write(4096, buffer, false);
            store.write(1 << 20, buffer, true);
            store.flush();

            assertEquals(0, store.readNonBlocking(4096, empty(0), LENGTH));
            for (long offset : new long[] {4096, 1 << 20}) {
                store.read(offset, empty(0), LENGTH);
                assertArrayEquals(expected, content());
            }
        }
        assertArrayEquals(expected, onDevice(4096));
    }

    private byte[] onDevice(long offset) throws IOException {
        byte[] bytes = new byte[LENGTH];
        System.arraycopy(Files.readAllBytes(directory.resolve("image")), (int) offset, bytes, 0, LENGTH);
        return bytes;
    }

    @Test
    void shouldTakeMemoryThatIsNotAligned() throws IOException {
        byte[] expected = fill(3);
        try (FileStore store = open()) {
            store.write(512, buffer, false);
            store.read(512, empty(5), LENGTH);
            assertArrayEquals(expected, content());

            ByteBuf heap = Unpooled.wrappedBuffer(expected);
            store.write(1 << 20, heap, true);
            store.read(1 << 20, empty(0), LENGTH);
            assertArrayEquals(expected, content());
        }
    }

    @Test
    void shouldReadPartOfABlock() throws IOException {
        byte[] written = fill(0);
        try (FileStore store = open()) {
            store.write(512, buffer, false);
            for (int misaligned : new int[] {0, 8}) {
                for (int length : new int[] {1, 200, 513, 40_000}) {
                    store.read(512, empty(misaligned), length);
                    assertArrayEquals(Arrays.copyOf(written, length), content());

                    boolean begun = store.beginRead(512, empty(misaligned), length, failure -> {});
                    assertFalse(begun, "the kernel reads whole blocks only");
                }
            }
        }
    }

    @Test
    void shouldHaveTheKernelReadAndWriteWhileNobodyWaits() throws Exception {
        byte[] expected = fill(0);
        try (FileStore store = open()) {
            assertTrue(store.beginsWrites());
            CompletableFuture<Object> written = new CompletableFuture<>();
            boolean begun = store.beginWrite(8192, buffer, failure -> written.complete(String.valueOf(failure)));
            assertEquals("null", begun ? written.get() : "null");
            if (!begun) {
                store.write(8192, buffer, false);
            }
            CompletableFuture<Object> read = new CompletableFuture<>();
            empty(0);
            if (store.beginRead(8192, buffer, LENGTH, failure -> read.complete(String.valueOf(failure)))) {
                assertEquals("null", read.get());
            } else {
                store.read(8192, buffer, LENGTH);
            }
            assertArrayEquals(expected, content());
        }
    }

    @Test
    void shouldSayWhatTheDeviceSaysOfItself() throws IOException {
        StoreDefaults defaults = new BlockDeviceStoreFactory(new DescriptorWatches()).defaults(properties());

        assertEquals("SCST_BIO", defaults.vendor());
        assertEquals(512, defaults.blockLength());
        try (FileStore store = open()) {
            assertEquals(SIZE, store.capacity());
            assertEquals(new Extent(512, 1024, true), store.extent(512, 1024));
        }
    }

    @Test
    void shouldRefuseBlocksShorterThanTheDevices() throws IOException {
        loop.close();
        loop = LoopDevice.attach(directory.resolve("image4k"), SIZE, 4096);
        assertEquals(
                4096,
                new BlockDeviceStoreFactory(new DescriptorWatches())
                        .defaults(properties())
                        .blockLength());

        ConfigurationException problem = assertThrows(ConfigurationException.class, this::open);

        assertEquals("blocksize", problem.key());
        assertEquals("write blocksize = 4096 or leave it out", problem.cure());
        open(4096, false).close();
    }

    @Test
    void shouldNameWhoHasTheDevice() throws IOException {
        try (FileStore store = open()) {
            IOException busy = assertThrows(IOException.class, this::open);

            String us = "this target has it open for another of its devices; serve it by one of them only";
            assertEquals(loop.node() + " is in use: " + us, busy.getMessage());
            assertEquals(SIZE, store.capacity());
        }
        open().close();
    }

    @Test
    void shouldLetSeveralReadADeviceThatNobodyWrites() throws IOException {
        try (FileStore one = open(512, true);
                FileStore another = open(512, true)) {
            assertEquals(one.capacity(), another.capacity());
        }
        assertEquals(List.of(), context.leases);
    }

    @Test
    void shouldZeroWhatIsUnmappedOrWrittenWithZeroes() throws IOException {
        byte[] zeroes = new byte[LENGTH];
        try (FileStore store = open()) {
            fill(0);
            store.write(0, buffer, false);
            store.writeZeroes(0, LENGTH);
            store.read(0, empty(0), LENGTH);
            assertArrayEquals(zeroes, content());

            fill(0);
            store.write(0, buffer, false);
            store.unmap(0, LENGTH);
            if (store.unmappedReadsZero()) {
                store.read(0, empty(0), LENGTH);
                assertArrayEquals(zeroes, content());
            }
        }
    }

    @Test
    void shouldNoticeThatTheDeviceHasGrown() throws IOException {
        try (FileStore store = open()) {
            loop.resize(2 * SIZE);

            context.look.run();

            assertEquals(List.of("resized"), context.told);
            assertEquals(2 * SIZE, store.capacity());
        }
    }

    @Test
    void shouldBeLostWhileNothingIsBehindTheDeviceAndNeverMakeUpZeroes() throws IOException {
        try (FileStore store = open()) {
            loop.resize(0);

            assertThrows(StoreLostException.class, () -> store.read(0, empty(0), LENGTH));
            fill(0);
            assertThrows(StoreLostException.class, () -> store.write(0, buffer, false));
            context.look.run();
            context.look.run();
            assertEquals(List.of("lost: " + loop.node() + " is gone"), context.told);

            loop.resize(SIZE);
            context.look.run();
            assertEquals("found", context.told.getLast());
            store.read(0, empty(0), LENGTH);
        }
    }

    @Test
    void shouldPointToTheOtherKindWhenAFileIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Map<String, String> wrong = Map.of("filename", file.toString());

        ConfigurationException problem = assertThrows(
                ConfigurationException.class,
                () -> new BlockDeviceStoreFactory(new DescriptorWatches()).defaults(wrong));

        assertEquals("write type = fileio, or name a device", problem.cure());
        assertFalse(problem.getMessage().isEmpty());
    }
}
