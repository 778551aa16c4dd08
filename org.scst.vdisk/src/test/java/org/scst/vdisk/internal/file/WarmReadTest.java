package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.vdisk.store.StoreConfiguration;

/** The way of a warm READ allocates nothing, once it has been compiled. */
class WarmReadTest {
    private static final int BLOCK = 4096;
    private static final int READS = 20_000;

    @TempDir
    Path directory;

    @Test
    void shouldNotAllocate() throws IOException {
        Path image = directory.resolve("disk1.img");
        Files.write(image, new byte[1 << 20]);
        StoreConfiguration configuration =
                new StoreConfiguration("disk1", Map.of("filename", image.toString()), 512, false);
        ByteBuf target = Unpooled.directBuffer(BLOCK, BLOCK);
        try (FileStore store = new FileStore(new LinuxFileSystemAccess(), configuration, new FakeStoreContext())) {
            readOften(store, target);
            readOften(store, target);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();

            readOften(store, target);

            long perRead = (threads.getCurrentThreadAllocatedBytes() - before) / READS;
            assertTrue(perRead < 8, perRead + " bytes for each read");
        } finally {
            target.release();
        }
    }

    private static void readOften(FileStore store, ByteBuf target) {
        for (int i = 0; i < READS; i++) {
            long offset = (long) (i % 255) * BLOCK;
            assertEquals(BLOCK, store.readNonBlocking(offset, target.clear(), BLOCK));
        }
    }
}
