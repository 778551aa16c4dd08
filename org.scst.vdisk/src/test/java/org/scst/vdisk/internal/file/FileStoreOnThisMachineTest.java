package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.device.ConfigurationException;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.core.linux.ScatterList;
import org.scst.core.linux.SharedMemory;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreConfiguration;
import org.scst.testkit.MemoryOfOthers;

/** The same store over the kernel's files, whatever file system the machine has for temporary ones. */
class FileStoreOnThisMachineTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    private Path image;
    private FakeStoreContext context;
    private ByteBuf buffer;

    @BeforeEach
    void create() throws IOException {
        image = directory.resolve("disk1.img");
        Files.write(image, new byte[0]);
        context = new FakeStoreContext();
        buffer = Unpooled.directBuffer(65536);
    }

    @AfterEach
    void release() {
        buffer.release();
    }

    private FileStore open() throws IOException {
        Map<String, String> properties = Map.of("filename", image.toString(), "size", "1M");
        return new FileStore(
                new LinuxFileSystemAccess(Duration.ZERO),
                new StoreConfiguration("disk1", properties, 512, false),
                context);
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[65536];
        new Random(1).nextBytes(bytes);
        buffer.clear().writeBytes(bytes);
        return bytes;
    }

    @Test
    void shouldReadBackWhatWasWrittenAndSynced() throws IOException {
        byte[] expected = randomBytes();
        try (FileStore store = open()) {
            store.write(4096, buffer, false);
            store.write(131072, buffer, true);
            store.flush();

            for (long offset : new long[] {4096, 131072}) {
                buffer.clear();
                int done = store.readNonBlocking(offset, buffer, 65536);
                assertEquals(done, buffer.readableBytes());
                store.read(offset + done, buffer, 65536 - done);
                byte[] actual = new byte[65536];
                buffer.getBytes(0, actual);
                assertArrayEquals(expected, actual);
            }
        }
        assertEquals(SIZE, Files.size(image));
    }

    @Test
    void shouldReadIntoPiecesOfMemoryWhatIsAtHand() throws IOException {
        byte[] expected = randomBytes();
        try (FileStore store = open();
                Arena arena = Arena.ofConfined()) {
            store.write(4096, buffer, false);
            MemorySegment memory = arena.allocate(16384);
            ScatterList pieces = new ScatterList();
            pieces.add(memory.address() + 8192, 4096);
            pieces.add(memory.address(), 512);
            boolean whole = store.readNonBlocking(4096, pieces);
            if (!whole) {
                // The first answer may be that this file system cannot say what would wait.
                assumeTrue(store.readsIntoPieces(), "this file system says nothing of what would wait");
                whole = store.readNonBlocking(4096, pieces);
            }

            assertTrue(whole);
            assertArrayEquals(Arrays.copyOf(expected, 4608), MemoryOfOthers.read(pieces));
        }
    }

    @Test
    void shouldNotTakeMemoryThatIsGoneForABadMedium() throws IOException {
        randomBytes();
        Path shared = directory.resolve("shared");
        Files.write(shared, new byte[8192]);
        try (FileStore store = open();
                LinuxFile file = LinuxFile.open(shared, OpenFlag.READ_WRITE);
                Descriptor opened = Descriptor.open(shared, OpenFlag.READ_WRITE);
                SharedMemory mapped = SharedMemory.map(opened, 0, 8192)) {
            store.write(0, buffer, false);
            file.ftruncate(4096);
            ScatterList pieces = new ScatterList();
            pieces.add(mapped.memory().address(), 8192);

            assertFalse(store.readNonBlocking(0, pieces));
            assertFalse(store.readNonBlocking(0, pieces));
        }
    }

    @Test
    void shouldReadZeroesAfterUnmapAndWriteZeroes() throws IOException {
        randomBytes();
        try (FileStore store = open()) {
            store.write(0, buffer, false);
            store.unmap(4096, 8192);
            store.writeZeroes(16384, 4096);

            buffer.clear();
            store.read(0, buffer, 65536);
            for (int i = 4096; i < 4096 + 8192; i++) {
                assertEquals(0, buffer.getByte(i));
            }
            for (int i = 16384; i < 16384 + 4096; i++) {
                assertEquals(0, buffer.getByte(i));
            }
            assertEquals(SIZE, store.capacity());
        }
    }

    @Test
    void shouldSeeTheHoleOfANewFile() throws IOException {
        randomBytes();
        try (FileStore store = open()) {
            store.write(65536, buffer, false);

            Extent first = store.extent(0, SIZE);
            assertFalse(first.mapped());
            assertTrue(first.length() <= 65536);
            assertTrue(store.extent(65536, 65536).mapped());
        }
    }

    @Test
    void shouldRefuseToOpenTheFileTwice() throws IOException {
        try (FileStore store = open()) {
            assertTrue(assertThrows(IOException.class, this::open).getMessage().contains("in use"));
            assertEquals(SIZE, store.capacity());
        }
        open().close();
    }

    @Test
    void shouldTakeTheFileThatComesBackUnderTheName() throws IOException {
        try (FileStore store = open()) {
            Path other = directory.resolve("other.img");
            Files.write(other, new byte[SIZE]);
            Files.delete(image);
            context.look.run();
            Files.move(other, image);
            context.look.run();

            assertEquals(List.of("lost: " + image + " is gone", "another medium", "found"), context.told);
            randomBytes();
            store.write(0, buffer, false);
        }
        assertFalse(Files.readAllBytes(image)[1] == 0 && Files.readAllBytes(image)[2] == 0);
    }

    @Test
    void shouldNotServeWhatIsNoRegularFile() {
        LinuxFileSystemAccess access = new LinuxFileSystemAccess(Duration.ZERO);

        assertThrows(ConfigurationException.class, () -> access.open(directory, false, false));
        assertThrows(ConfigurationException.class, () -> access.open(Path.of("/dev/null"), false, false));
    }

    @Test
    void shouldSayThatAFileIsMissing() throws IOException {
        LinuxFileSystemAccess access = new LinuxFileSystemAccess(Duration.ZERO);

        assertThrows(FileNotFoundException.class, () -> access.open(directory.resolve("none"), false, false));
        assertNull(access.identify(directory.resolve("none")));
        assertEquals(access.identify(image), access.identify(image));
    }

    @Test
    void shouldCopyWhereTheFileSystemCan() throws IOException {
        byte[] expected = randomBytes();
        try (FileStore store = open()) {
            store.write(4096, buffer, false);
            boolean copied = store.copyFrom(store, 4096, 131072, expected.length);
            assumeTrue(copied, "this file system does not copy");

            store.read(131072, buffer.clear(), expected.length);
            byte[] read = new byte[expected.length];
            buffer.readBytes(read);
            assertArrayEquals(expected, read);
        }
    }
}
