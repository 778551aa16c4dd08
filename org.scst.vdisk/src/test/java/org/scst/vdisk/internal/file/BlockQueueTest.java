package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockQueueTest {
    @TempDir
    Path sys;

    private void link(String number, Path device) throws IOException {
        Files.createDirectories(sys.resolve("dev/block"));
        Files.createSymbolicLink(sys.resolve("dev/block").resolve(number), device);
    }

    private Path disk() throws IOException {
        Path device = Files.createDirectories(sys.resolve("devices/sdb/queue")).getParent();
        Files.writeString(device.resolve("queue/discard_max_bytes"), "4294966784\n");
        Files.writeString(device.resolve("queue/discard_granularity"), "4096\n");
        Files.writeString(device.resolve("queue/write_zeroes_max_bytes"), "0\n");
        Files.writeString(device.resolve("queue/write_cache"), "write back\n");
        return device;
    }

    @Test
    void shouldReadWhatTheDeviceCanDo() throws IOException {
        link("8:16", disk());

        assertEquals(new BlockQueue(4096, false, true), BlockQueue.of(sys, 8L << 32 | 16));
    }

    @Test
    void shouldAskTheWholeWhenItIsAPartition() throws IOException {
        Path partition = Files.createDirectories(disk().resolve("sdb1"));
        Files.writeString(partition.resolve("partition"), "1\n");
        link("8:17", partition);

        assertEquals(4096, BlockQueue.of(sys, 8L << 32 | 17).discardGranularity());
    }

    @Test
    void shouldPromiseNothingOfAnUnknownDevice() {
        BlockQueue queue = BlockQueue.of(sys, 8L << 32 | 32);

        assertFalse(queue.discards());
        assertEquals(new BlockQueue(0, false, false), queue);
    }
}
