package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

class GetLbaStatusTest {
    private static final String FROM_8 = "9e 12 00 00 00 00 00 00 00 08 00 00 00 40 00 00";

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @Test
    void shouldReportMappedBlocksUpToTheEndOfAStoreWithoutHoles() throws IOException {
        assertEquals(
                "00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 08 00 00 0f f8 00 00 00 00",
                hex(new DiskFixture().in(FROM_8)));
    }

    @Test
    void shouldReportDeallocatedBlocks() throws IOException {
        DiskFixture fixture = new DiskFixture("thin_provisioned=1");
        fixture.store.mapped = false;

        assertEquals(
                "00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 08 00 00 0f f8 01 00 00 00", hex(fixture.in(FROM_8)));
    }

    @Test
    void shouldReportHolesOfAFullyProvisionedDiskAsMapped() throws IOException {
        DiskFixture fixture = new DiskFixture();
        fixture.store.mapped = false;

        assertEquals(
                "00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 08 00 00 0f f8 00 00 00 00", hex(fixture.in(FROM_8)));
    }

    @Test
    void shouldReportNoMoreThanTheAllocationLength() throws IOException {
        assertEquals("00 00 00 14 00 00", hex(new DiskFixture().in("9e 12 00 00 00 00 00 00 00 08 00 00 00 06 00 00")));
    }

    @Test
    void shouldReportLbaOutOfRangeBehindTheLastBlock() throws IOException {
        assertEquals(
                Outcome.LBA_OUT_OF_RANGE, new DiskFixture().run("9e 12 00 00 00 00 00 00 10 00 00 00 00 40 00 00"));
    }

    @TempDir
    Path folder;

    /** The long form goes with type 2 protection. */
    private DiskFixture type2() throws IOException {
        MemoryStore store = new MemoryStore(DiskFixture.SIZE);
        store.folder = folder;
        DiskFixture fixture = new DiskFixture(new FakeDeviceContext(), store);
        assertEquals(Outcome.GOOD, fixture.run("04 c0 00 00 00 00"));
        return fixture;
    }

    private static String from8(int reportType, int scanLength, int element) {
        return String.format(
                "7f 00 00 00 00 00 00 18 00 12 %02x 00 00 00 00 00 00 00 00 08 00 00 00 %02x 00 00 00 %02x 00 00 00 40",
                reportType, scanLength, element);
    }

    @Test
    void shouldReportToTheEndWhenTheLongFormDoesNotLimitIt() throws IOException {
        assertEquals(
                "00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 08 00 00 0f f8 00 00 00 00",
                hex(type2().in(from8(0, 0, 0))));
    }

    @Test
    void shouldReportNoMoreBlocksThanTheLongFormHasScanned() throws IOException {
        assertEquals(
                "00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 08 00 00 00 05 00 00 00 00",
                hex(type2().in(from8(0, 5, 0))));
    }

    @Test
    void shouldRefuseToChooseWhatIsReported() throws IOException {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(10, 7)), type2().run(from8(2, 0, 0)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(24, 7)), type2().run(from8(0, 0, 1)));
    }
}
