package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.store.StoreConfiguration;
import org.scst.testkit.Eventually;

/** The way of a warm READ allocates nothing, once it has been compiled. */
class WarmReadTest {
    private static final int BLOCK = 4096;
    private static final int READS = 20_000;

    @TempDir
    Path directory;

    @Test
    void shouldNotAllocate() throws Exception {
        Path image = directory.resolve("disk1.img");
        Files.write(image, new byte[1 << 20]);
        StoreConfiguration configuration =
                new StoreConfiguration("disk1", Map.of("filename", image.toString()), 512, false);
        // Without leak detection, which allocates records of accesses.
        ByteBuf target = new UnpooledByteBufAllocator(true, true).directBuffer(BLOCK, BLOCK);
        try (FileStore store =
                new FileStore(new LinuxFileSystemAccess(Duration.ZERO), configuration, new FakeStoreContext())) {
            // Interpreted code allocates, and the compiler has its turn when the machine lets it.
            Eventually.holds("a read allocates nothing", () -> allocatedBy(store, target) / READS == 0);
        } finally {
            target.release();
        }
    }

    private static long allocatedBy(FileStore store, ByteBuf target) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        readOften(store, target);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void readOften(FileStore store, ByteBuf target) {
        for (int i = 0; i < READS; i++) {
            long offset = (long) (i % 255) * BLOCK;
            assertEquals(BLOCK, store.readNonBlocking(offset, target.clear(), BLOCK));
        }
    }
}
