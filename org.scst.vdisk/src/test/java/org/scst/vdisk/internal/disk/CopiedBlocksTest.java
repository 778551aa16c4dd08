package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreFullException;

class CopiedBlocksTest {

    private static Outcome write(DiskFixture fixture, long lba, int blocks) {
        ByteBuf data = Unpooled.wrappedBuffer(new byte[blocks * 512]);
        return fixture.disk.logicalBlocks().write(lba, data);
    }

    @Test
    void shouldReadAndWriteBlocks() throws IOException {
        DiskFixture fixture = new DiskFixture();
        ByteBuf data = Unpooled.buffer(1024);

        assertEquals(Outcome.GOOD, fixture.disk.logicalBlocks().read(3, 2, data));
        assertEquals(Outcome.GOOD, fixture.disk.logicalBlocks().write(100, data));

        assertArrayEquals(fixture.store.range(3 * 512, 1024), fixture.store.range(100 * 512, 1024));
        assertEquals(List.of("read 1536 1024", "write 51200 1024"), fixture.store.calls);
    }

    @Test
    void shouldBeDurableWhereAWriteIs() throws IOException {
        DiskFixture fixture = new DiskFixture("write_through=yes");

        assertEquals(Outcome.GOOD, write(fixture, 1, 1));

        assertEquals(List.of("write durable 512 512"), fixture.store.calls);
    }

    @Test
    void shouldEndAsReadAndWriteWouldWhenTheStoreFails() throws IOException {
        DiskFixture fixture = new DiskFixture();
        fixture.store.failure = new MediumException(7 * 512, "broken", null);

        Outcome unread = fixture.disk.logicalBlocks().read(6, 2, Unpooled.buffer(1024));
        assertSense(unread, SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);
        assertEquals(7, unread.sense().information());
        assertSense(write(fixture, 6, 2), SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
        fixture.store.failure = new StoreFullException("full", null);
        assertEquals(Outcome.SPACE_ALLOCATION_FAILED, write(fixture, 6, 2));
    }

    @Test
    void shouldHaveTheStoreCopyAndMakeItDurableWhereAWriteIs() throws IOException {
        DiskFixture fixture = new DiskFixture("write_through=yes");
        LogicalBlocks blocks = fixture.disk.logicalBlocks();
        fixture.store.copies = true;

        assertTrue(blocks.copiesFrom(blocks));
        assertEquals(Outcome.GOOD, blocks.copyFrom(blocks, 2, 100, 1024));

        assertEquals(List.of("copy 1024 51200 1024", "flush"), fixture.store.calls);
        assertArrayEquals(fixture.store.range(1024, 1024), fixture.store.range(51200, 1024));
    }

    @Test
    void shouldSayWhenTheStoreDoesNotCopy() throws IOException {
        LogicalBlocks blocks = new DiskFixture().disk.logicalBlocks();

        assertFalse(blocks.copiesFrom(blocks));
        assertNull(blocks.copyFrom(blocks, 2, 100, 1024));
    }

    @Test
    void shouldWriteZeroesAsDurablyAsAWrite() throws IOException {
        DiskFixture fixture = new DiskFixture("write_through=yes");

        assertEquals(Outcome.GOOD, fixture.disk.logicalBlocks().zero(2, 4));

        assertEquals(List.of("zero 1024 2048", "flush"), fixture.store.calls);
    }

    @Test
    void shouldNoticeEveryWriteToBlocksThatAreWatched() throws IOException {
        DiskFixture fixture = new DiskFixture("thin_provisioned=yes");
        LogicalBlocks blocks = fixture.disk.logicalBlocks();
        assertNull(blocks.watch(List.of(new BlockRange(4, 1))), "nobody keeps account of writes yet");
        blocks.beginWatching();

        for (String write : List.of(
                "2a 00 00 00 00 04 00 00 01 00",
                "41 00 00 00 00 04 00 00 01 00",
                "89 00 00 00 00 00 00 00 00 04 00 00 00 01 00 00",
                "8b 00 00 00 00 00 00 00 00 04 00 00 00 01 00 00")) {
            LogicalBlocks.Watch watch = blocks.watch(List.of(new BlockRange(0, 2), new BlockRange(4, 1)));
            fixture.run("2a 00 00 00 00 02 00 00 02 00", new byte[1024]);
            assertFalse(watch.changed(), write);
            fixture.run(write, write.startsWith("89") ? pair(fixture) : new byte[512]);
            assertTrue(watch.changed(), write);
        }
        LogicalBlocks.Watch watch = blocks.watch(List.of(new BlockRange(4, 1)));
        assertEquals(Outcome.GOOD, write(fixture, 3, 2));
        assertTrue(watch.changed());
    }

    @Test
    void shouldTakeNoPartInCopiesWhenBlocksHaveProtectionInformation(@TempDir Path folder) throws IOException {
        MemoryStore store = new MemoryStore(DiskFixture.SIZE).patterned();
        store.folder = folder;
        DiskFixture fixture = new DiskFixture(new FakeDeviceContext(), store);
        LogicalBlocks before = fixture.disk.logicalBlocks();

        assertEquals(Outcome.GOOD, fixture.run("04 80 00 00 00 00"));

        assertNull(fixture.disk.logicalBlocks());
        ByteBuf data = Unpooled.wrappedBuffer(new byte[512]);
        for (Outcome outcome : List.of(
                before.read(1, 1, Unpooled.buffer(512)),
                before.write(1, data),
                before.zero(1, 1),
                before.copyFrom(before, 1, 3, 512))) {
            assertEquals(Outcome.INVALID_OPERATION_CODE, outcome);
        }
    }

    private static byte[] pair(DiskFixture fixture) {
        byte[] pair = Arrays.copyOf(fixture.store.range(4 * 512, 512), 1024);
        pair[512] = 1;
        return pair;
    }

    @Test
    void shouldForgetAWatchThatIsClosed() throws IOException {
        DiskFixture fixture = new DiskFixture();
        LogicalBlocks blocks = fixture.disk.logicalBlocks();
        blocks.beginWatching();
        LogicalBlocks.Watch watch = blocks.watch(List.of(new BlockRange(0, 4)));

        watch.close();
        write(fixture, 0, 1);

        assertFalse(watch.changed());
    }

    @Test
    void shouldNotWatchADiskThatIsOnlyRead() throws IOException {
        assertTrue(new DiskFixture().disk.logicalBlocks().watches());
        assertFalse(new DiskFixture("read_only=yes").disk.logicalBlocks().watches());
    }
}
