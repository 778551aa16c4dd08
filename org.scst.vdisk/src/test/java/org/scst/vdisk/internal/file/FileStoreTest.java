package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ConfigurationException;
import org.scst.core.linux.Errno;
import org.scst.core.store.Extent;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreFullException;
import org.scst.core.store.StoreLostException;

class FileStoreTest {
    private final FakeFiles files = new FakeFiles();
    private final FakeFiles.Fake file = files.file;
    private final FakeStoreContext context = new FakeStoreContext();
    private final ByteBuf target = Unpooled.directBuffer(16384);

    @AfterEach
    void release() {
        target.release();
    }

    private FileStore open(String... properties) throws IOException {
        return new FileStore(files, configuration(false, properties), context);
    }

    private static StoreConfiguration configuration(boolean readOnly, String... properties) {
        Map<String, String> map = new HashMap<>(Map.of("filename", "/disk1.img"));
        for (String property : properties) {
            String[] pair = property.split("=", 2);
            map.put(pair[0], pair[1]);
        }
        return new StoreConfiguration("disk1", map, 512, readOnly);
    }

    private byte[] read() {
        byte[] bytes = new byte[target.readableBytes()];
        target.getBytes(target.readerIndex(), bytes);
        return bytes;
    }

    private static void write(FileStore store, long offset, int length, boolean durable) throws IOException {
        ByteBuf source = Unpooled.directBuffer(length).writeZero(length);
        try {
            store.write(offset, source, durable);
            assertEquals(length, source.readableBytes());
        } finally {
            source.release();
        }
    }

    // Reading

    @Test
    void shouldReadWhatThePageCacheHolds() throws IOException {
        FileStore store = open();

        assertEquals(1024, store.readNonBlocking(512, target, 1024));

        assertArrayEquals(Arrays.copyOfRange(file.bytes, 512, 1536), read());
        assertEquals(List.of("ask 512 1024"), file.calls);
    }

    @Test
    void shouldSayHowMuchOfAReadWasAtHand() throws IOException {
        file.atHand = 700;

        assertEquals(700, open().readNonBlocking(512, target, 1024));

        assertEquals(700, target.readableBytes());
    }

    @Test
    void shouldAskAgainNextTimeWhenItWouldHaveBlocked() throws IOException {
        FileStore store = open();
        file.atHand = StorageFile.WOULD_BLOCK;
        assertEquals(0, store.readNonBlocking(0, target, 512));
        file.atHand = 512;

        assertEquals(512, store.readNonBlocking(0, target, 512));
    }

    @Test
    void shouldNotAskTwiceWhatTheFileSystemCannotTell() throws IOException {
        FileStore store = open();
        file.atHand = StorageFile.NOT_SUPPORTED;

        assertEquals(0, store.readNonBlocking(0, target, 512));
        assertEquals(0, store.readNonBlocking(512, target, 512));

        assertEquals(List.of("ask 0 512"), file.calls);
    }

    @Test
    void shouldReadInlineWhereTheFileLivesInMemory() throws IOException {
        file.inMemory = true;
        FileStore store = open();
        file.atHand = StorageFile.NOT_SUPPORTED;

        assertEquals(512, store.readNonBlocking(0, target, 512));
        assertEquals(512, store.readNonBlocking(512, target, 512));

        assertArrayEquals(Arrays.copyOf(file.bytes, 1024), read());
        assertEquals(List.of("ask 0 512", "read 0 512", "read 512 512"), file.calls);
    }

    @Test
    void shouldLeaveABufferWithoutAddressToTheDevicesContext() throws IOException {
        ByteBuf heap = Unpooled.buffer(1024);
        FileStore store = open();

        assertEquals(0, store.readNonBlocking(0, heap, 1024));
        store.read(0, heap, 1024);

        assertArrayEquals(Arrays.copyOf(file.bytes, 1024), heap.array());
        heap.release();
    }

    @Test
    void shouldReadZeroesPastTheEndOfAFileThatHasShrunk() throws IOException {
        FileStore store = open();
        file.bytes = Arrays.copyOf(file.bytes, 600);
        target.setZero(0, target.capacity()).setByte(900, 0x77);

        store.read(512, target, 1024);

        byte[] expected = new byte[1024];
        System.arraycopy(file.bytes, 512, expected, 0, 88);
        assertArrayEquals(expected, read());

        assertEquals(512, store.readNonBlocking(1024, target.clear().setByte(5, 0x77), 512));
        assertArrayEquals(new byte[512], read());
    }

    @Test
    void shouldReadOnAfterShortCounts() throws IOException {
        file.atOnce = 300;

        open().read(0, target, 1000);

        assertArrayEquals(Arrays.copyOf(file.bytes, 1000), read());
        assertEquals(List.of("read 0 1000", "read 300 700", "read 600 400", "read 900 100"), file.calls);
    }

    @Test
    void shouldSayWhereItCannotBeRead() throws IOException {
        FileStore store = open();
        file.readErrno = Errno.EIO;

        MediumException failure = assertThrows(MediumException.class, () -> store.read(1024, target, 512));

        assertEquals(1024, failure.offset());
        assertTrue(failure.getMessage().contains("EIO"));
    }

    @Test
    void shouldLeaveAllReadsToThreadsWhenToldTo() throws IOException {
        FileStore store = open("inline_reads=0");

        assertEquals(0, store.readNonBlocking(0, target, 512));
        assertFalse(store.beginRead(0, target, 512, failure -> {}));
        store.read(0, target, 512);

        assertArrayEquals(Arrays.copyOf(file.bytes, 512), read());
    }

    // Writing

    @Test
    void shouldWriteOnAfterShortCounts() throws IOException {
        file.atOnce = 600;

        write(open(), 0, 1024, false);

        assertEquals(List.of("write 0 1024", "write 600 424"), file.calls);
        assertArrayEquals(new byte[1024], Arrays.copyOf(file.bytes, 1024));
    }

    @Test
    void shouldWriteABufferWithoutAddress() throws IOException {
        ByteBuf heap = Unpooled.wrappedBuffer(new byte[1024]);

        open().write(512, heap, false);

        assertArrayEquals(new byte[1024], Arrays.copyOfRange(file.bytes, 512, 1536));
        assertEquals(1024, heap.readableBytes());
        heap.release();
    }

    @Test
    void shouldWriteOnEventLoopsOnlyWhenToldTo() throws IOException {
        assertFalse(open().writesWithoutBlocking());
        assertTrue(open("inline_writes=1").writesWithoutBlocking());
    }

    @Test
    void shouldWriteOnTheCallersThreadWhereTheFileIsInMemory() throws IOException {
        files.file.inMemory = true;
        assertTrue(open().writesWithoutBlocking());
    }

    @Test
    void shouldReportAFullFileSystem() throws IOException {
        FileStore store = open();
        for (int errno : List.of(Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG)) {
            file.writeErrno = errno;
            assertThrows(StoreFullException.class, () -> write(store, 0, 512, false));
            assertThrows(StoreFullException.class, () -> store.writeZeroes(0, 512));
        }
    }

    @Test
    void shouldSayWhereItCannotBeWritten() throws IOException {
        FileStore store = open();
        file.writeErrno = Errno.EIO;

        assertEquals(
                1024,
                assertThrows(MediumException.class, () -> write(store, 1024, 512, false))
                        .offset());
    }

    @Test
    void shouldTellADurableWriteWithoutRoomFromOneThatIsNotDurable() throws IOException {
        FileStore store = open();
        file.writeErrno = Errno.ENOSPC;
        assertThrows(StoreFullException.class, () -> write(store, 0, 512, true));

        file.writeErrno = 0;
        file.durableErrno = Errno.ENOSPC;
        assertThrows(FlushFailedException.class, () -> write(store, 0, 512, true));

        file.durableErrno = Errno.EIO;
        assertThrows(FlushFailedException.class, () -> write(store, 0, 512, true));
    }

    @Test
    void shouldReportAFailedFlush() throws IOException {
        FileStore store = open();
        store.flush();
        file.syncErrno = Errno.EIO;

        assertThrows(FlushFailedException.class, store::flush);
    }

    @Test
    void shouldGiveStorageBack() throws IOException {
        open().unmap(512, 1024);

        assertEquals(List.of("punch 512 1024"), file.calls);
    }

    @Test
    void shouldWriteZeroesWhereStorageCannotBeGivenBack() throws IOException {
        file.fallocates = false;

        open().unmap(512, 1024);

        assertArrayEquals(new byte[1024], Arrays.copyOfRange(file.bytes, 512, 1536));
        assertEquals(List.of("punch 512 1024", "zero 512 1024", "write 512 1024"), file.calls);
    }

    @Test
    void shouldTellHolesFromData() throws IOException {
        FileStore store = open();

        assertEquals(new Extent(0, 4096, false), store.extent(0, 8192));
        assertEquals(new Extent(0, 512, false), store.extent(0, 512));
        assertEquals(new Extent(4096, 1024, true), store.extent(4096, 1024));
        assertEquals(new Extent(4096, 4096, true), store.extent(4096, 8192));
    }

    // Opening and closing

    @Test
    void shouldBeTheOnlyWriter() throws IOException {
        FileStore store = open();
        assertEquals(List.of("8:1"), context.leases);

        store.close();

        assertEquals(List.of(), context.leases);
        assertEquals(List.of("sync", "close"), file.calls);
        assertNull(context.look);
    }

    @Test
    void shouldNameWhoHoldsTheFile() {
        context.holder = "disk2";

        assertTrue(assertThrows(IOException.class, this::open).getMessage().contains("disk2"));
        assertEquals(List.of(), file.calls);
    }

    @Test
    void shouldNotOpenWhatAnotherProcessHasLocked() {
        file.locked = true;

        assertTrue(assertThrows(IOException.class, this::open).getMessage().contains("in use"));
        assertEquals(List.of(), context.leases);
        assertEquals(List.of("close"), file.calls);
    }

    @Test
    void shouldNeitherLockNorSyncWhatItOnlyReads() throws IOException {
        file.locked = true;

        new FileStore(files, configuration(true), context).close();

        assertEquals(List.of("close"), file.calls);
        assertEquals(List.of(), context.leases);
    }

    @Test
    void shouldLetGoAndSaySoWhenTheLastSyncFails() throws IOException {
        FileStore store = open();
        file.syncErrno = Errno.EIO;

        assertThrows(FlushFailedException.class, store::close);

        assertEquals(List.of("sync", "close"), file.calls);
        assertEquals(List.of(), context.leases);
    }

    @Test
    void shouldSayThatTheFileIsMissing() {
        files.file = null;

        assertThrows(FileNotFoundException.class, this::open);
    }

    @Test
    void shouldServeADeviceAgainThatWasAwayAndTellThatItsMediumMayBeAnother() throws IOException {
        FileStore store = open();
        file.gone = true;
        context.look.run();
        FakeFiles.Fake returned = new FakeFiles.Fake(1, 16384);
        files.file = returned;

        context.look.run();

        assertEquals(List.of("lost: /disk1.img is gone", "another medium", "resized", "found"), context.told);
        assertEquals(List.of("8:1"), context.leases);
        assertTrue(file.calls.contains("succeeded"));
        store.close();
        assertFalse(file.calls.contains("sync"), "nothing can be flushed to what is gone");
        assertTrue(returned.calls.contains("sync"));
        assertEquals(List.of(), context.leases);
    }

    @Test
    void shouldPassOnWhatADeviceHasTakenAlongAlsoToOneOfAnotherNumber() throws IOException {
        open();
        file.gone = true;
        files.file = new FakeFiles.Fake(2, 8192);

        context.look.run();

        assertTrue(file.calls.contains("succeeded"));
        assertEquals(List.of("8:1", "8:2"), context.leases);
    }

    @Test
    void shouldNotCallAMediumBadThatIsNotThere() throws IOException {
        FileStore store = open();
        file.readErrno = Errno.EIO;
        file.gone = true;

        assertThrows(StoreLostException.class, () -> store.read(0, target, 512));
    }

    @Test
    void shouldNotMakeUpZeroesPastTheEndOfADevice() throws IOException {
        FileStore store = open();
        file.zeroesPastEnd = false;
        file.bytes = new byte[512];

        assertEquals(0, store.readNonBlocking(1024, target, 512));
        MediumException failure = assertThrows(MediumException.class, () -> store.read(0, target, 1024));

        assertEquals(512, failure.offset());
    }

    // Size

    @Test
    void shouldHaveTheSizeOfItsFileInWholeBlocks() throws IOException {
        file.bytes = new byte[8192 + 100];

        assertEquals(8192, open().capacity());
    }

    @Test
    void shouldGrowTheFileToItsSize() throws IOException {
        assertEquals(16384, open("size=16K").capacity());
        assertEquals(List.of("grow 16384"), file.calls);
    }

    @Test
    void shouldServeAFileThatIsLargerThanItsSizeAsItIs() throws IOException {
        assertEquals(8192, open("size=4K").capacity());
        assertEquals(List.of(), file.calls);
    }

    @Test
    void shouldRefuseToShrinkTheFile() throws IOException {
        FileStore store = open();

        ConfigurationException problem =
                assertThrows(ConfigurationException.class, () -> store.reconfigure(configuration(false, "size=4K")));

        assertEquals("size", problem.key());
        assertEquals("write size = 8192 or leave it out; a file is never shrunk", problem.cure());
        assertEquals(8192, store.capacity());
        assertEquals(List.of(), file.calls);
    }

    @Test
    void shouldLetGoOfAFileThatItCannotGrow() {
        StoreConfiguration readOnly = configuration(true, "size=16K");

        assertThrows(ConfigurationException.class, () -> new FileStore(files, readOnly, context));

        assertEquals(List.of("close"), file.calls);
    }

    @Test
    void shouldNotServeAnEmptyFileWithoutSize() throws IOException {
        file.bytes = new byte[0];
        assertThrows(ConfigurationException.class, this::open);

        assertEquals(4096, open("size=4K").capacity());
    }

    @Test
    void shouldGrowWhileOpenWhenTheSizePropertyGrows() throws IOException {
        FileStore store = open("size=8K");

        assertTrue(store.reconfigure(configuration(false, "size=16K")));

        assertEquals(16384, store.capacity());
        assertEquals(List.of("resized"), context.told);
    }

    @Test
    void shouldBeOpenedAnewForAnotherFile() throws IOException {
        assertFalse(open().reconfigure(new StoreConfiguration("disk1", Map.of("filename", "/other"), 512, false)));
    }

    @Test
    void shouldRefuseTwoNamesForOneFile() {
        assertEquals(
                "file",
                assertThrows(ConfigurationException.class, () -> open("file=/disk1.img"))
                        .key());
    }

    @Test
    void shouldRefuseAPathThatIsNotAbsolute() {
        assertThrows(ConfigurationException.class, () -> open("filename=disk1.img"));
        assertThrows(ConfigurationException.class, () -> open("filename="));
    }

    // Looking

    @Test
    void shouldNoticeThatTheFileWasResized() throws IOException {
        FileStore store = open();
        context.look.run();
        assertEquals(List.of(), context.told);

        file.bytes = new byte[16384];
        context.look.run();

        assertEquals(16384, store.capacity());
        assertEquals(List.of("resized"), context.told);
    }

    @Test
    void shouldNoticeThatTheFileIsGoneAndThatItIsBack() throws IOException {
        FileStore store = open();
        files.file = null;
        context.look.run();
        context.look.run();
        files.file = file;
        context.look.run();

        assertEquals(List.of("lost: /disk1.img is gone", "found"), context.told);
        assertEquals(8192, store.capacity());
    }

    @Test
    void shouldTakeAnotherFileThatStandsUnderTheName() throws IOException {
        FileStore store = open();
        FakeFiles.Fake replacement = new FakeFiles.Fake(2, 16384);
        files.file = replacement;

        context.look.run();

        assertEquals(List.of("lost: /disk1.img was replaced", "another medium", "resized", "found"), context.told);
        assertEquals(16384, store.capacity());
        assertEquals(List.of("8:1", "8:2"), context.leases);
        store.close();
        assertEquals(List.of("sync", "close"), file.calls);
        assertEquals(List.of("sync", "close"), replacement.calls);
    }

    @Test
    void shouldStayLostWhileTheOtherFileCannotBeUsed() throws IOException {
        FileStore store = open();
        FakeFiles.Fake replacement = new FakeFiles.Fake(2, 8192);
        replacement.locked = true;
        files.file = replacement;
        context.look.run();
        context.look.run();
        assertEquals(List.of("lost: /disk1.img was replaced"), context.told);

        replacement.locked = false;
        context.look.run();

        assertEquals(List.of("lost: /disk1.img was replaced", "another medium", "found"), context.told);
        store.close();
    }

    // Space

    @Test
    void shouldTellHowMuchSpaceIsLeftForAFileWithHoles() throws IOException {
        file.firstHole = 4096;
        open();

        context.look.run();

        assertEquals("600 of 1000", context.space);
    }

    @Test
    void shouldMeasureSpaceNowAndThenOnly() throws IOException {
        file.firstHole = 4096;
        open();
        context.look.run();
        files.available = 100;

        context.look.run();
        assertEquals("600 of 1000", context.space);

        for (int i = 0; i < 4; i++) {
            context.look.run();
        }
        assertEquals("100 of 1000", context.space);
    }

    @Test
    void shouldWantNoSpaceForAFileWithoutHoles() throws IOException {
        open();

        context.look.run();

        assertEquals("0 of 0", context.space);
        assertEquals(600, context.free, "what there is all the same");
    }
}
