package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;

/** What becomes of protection information whose medium is another one, or has changed behind its back. */
class StaleProtectionTest {
    private static final String FORMAT = "04 80 00 00 00 00";
    private static final String READ = "28 00 00 00 00 05 00 00 01 00";
    private static final int BLOCK = 512;
    private final FakeDeviceContext context = new FakeDeviceContext();
    private final MemoryStore store = new MemoryStore(DiskFixture.SIZE).patterned();
    private DiskFixture fixture;

    @TempDir
    Path folder;

    @BeforeEach
    void format() throws IOException {
        store.folder = folder;
        Files.createFile(folder.resolve("disk"));
        restart();
        assertEquals(Outcome.GOOD, fixture.run(FORMAT));
    }

    private void restart() throws IOException {
        fixture = new DiskFixture(context, store);
    }

    private void write(int lba, int blocks) {
        byte[] data = new byte[blocks * BLOCK];
        Arrays.fill(data, (byte) 7);
        assertEquals(
                Outcome.GOOD,
                fixture.run(
                        String.format(
                                "2a 00 00 00 %02x %02x 00 %02x %02x 00",
                                lba >> 8, lba & 0xFF, blocks >> 8, blocks & 0xFF),
                        data));
    }

    /** Another file takes the name; what is in it is the store's business. */
    private void replaceFile() throws IOException {
        Path next = Files.createFile(folder.resolve("next"));
        Files.delete(folder.resolve("disk"));
        Files.move(next, folder.resolve("disk"));
    }

    private void assertServed() {
        assertNull(context.notReady, context.reason);
        assertNotNull(fixture.disk.commandSet());
    }

    private void assertRefused() {
        assertEquals(AdditionalSense.MEDIUM_FORMAT_CORRUPTED, context.notReady);
        assertTrue(context.reason.contains(folder.resolve("disk.protection") + " is the protection information of"));
        assertTrue(context.reason.contains("FORMAT UNIT"), context.reason);
    }

    @Test
    void shouldRefuseThatOfAFileThatAnotherHasReplaced() throws IOException {
        write(5, 1);
        Arrays.fill(store.bytes, (byte) 0);
        replaceFile();
        restart();
        assertRefused();

        assertEquals(Outcome.GOOD, fixture.run(FORMAT));
        assertServed();
        write(5, 1);
        restart();
        assertServed();
    }

    @Test
    void shouldRefuseThatOfADiskThatHadTheNameBefore() throws IOException {
        write(5, 1);
        Arrays.fill(store.bytes, (byte) 0);
        replaceFile();
        fixture = new DiskFixture(new FakeDeviceContext(), store);
        assertEquals(AdditionalSense.MEDIUM_FORMAT_CORRUPTED, fixture.context.notReady);

        Files.delete(folder.resolve("disk.protection"));
        fixture = new DiskFixture(new FakeDeviceContext(), store);
        assertNull(fixture.context.notReady);
        assertEquals(Outcome.GOOD, fixture.run(READ));
    }

    @Test
    void shouldServeWhatWasRestoredTogetherAndKnowItFromThenOn() throws IOException {
        write(5, 1);
        replaceFile();
        restart();
        assertServed();
        assertEquals(Outcome.GOOD, fixture.run(READ));

        store.bytes[5 * BLOCK] ^= 1;
        restart();
        assertServed();
        assertSense(fixture.run(READ), SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED);
    }

    @Test
    void shouldServeAnotherFileAsLongAsNothingWasWritten() throws IOException {
        replaceFile();
        restart();
        assertServed();
    }

    @Test
    void shouldRefuseThatOfDataThatWasReplacedAsAWhole() throws IOException {
        write(0, 2048);
        write(2048, 2048);
        Arrays.fill(store.bytes, (byte) 9);
        restart();
        assertRefused();
    }

    @Test
    void shouldServeWhereOnlyFirstWritesWereInterrupted() throws IOException {
        byte[] before = store.bytes.clone();
        write(0, 2048);
        System.arraycopy(before, 0, store.bytes, 0, before.length);
        restart();
        assertServed();
        assertEquals(Outcome.GOOD, fixture.run(READ));
    }

    @Test
    void shouldServeWhatIsDamagedInPlaces() throws IOException {
        write(256, 128);
        store.bytes[256 * BLOCK] ^= 1;
        restart();
        assertServed();
    }
}
