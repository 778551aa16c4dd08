package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

class ReadCapacityTest {
    private static final String TEN = "25 00 00 00 00 00 00 00 00 00";
    private static final String SIXTEEN = "9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00";

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @Test
    void shouldReportLastBlockAndBlockLengthInEightBytes() throws IOException {
        assertEquals("00 00 0f ff 00 00 02 00", hex(new DiskFixture().in(TEN)));
        assertEquals("00 00 01 ff 00 00 10 00", hex(new DiskFixture("blocksize=4096").in(TEN)));
    }

    @Test
    void shouldReportAllOnesInEightBytesWhenTheLastBlockDoesNotFit() throws IOException {
        DiskFixture fixture = new DiskFixture();
        fixture.store.capacity = (1L << 32) * 512 + 512;

        assertEquals("ff ff ff ff 00 00 02 00", hex(fixture.in(TEN)));
    }

    @Test
    void shouldReportPhysicalBlocksOf4096Bytes() throws IOException {
        assertEquals(
                "00 00 00 00 00 00 0f ff 00 00 02 00 00 03 00 00" + " 00".repeat(16),
                hex(new DiskFixture().in(SIXTEEN)));
        assertEquals(
                "00 00 00 00 00 00 0f ff 00 00 02 00 00 00 00 00" + " 00".repeat(16),
                hex(new DiskFixture("lb_per_pb_exp=0").in(SIXTEEN)));
    }

    @Test
    void shouldReportLbpmeAndLbprzWhenThin() throws IOException {
        assertEquals(
                "00 00 00 00 00 00 0f ff 00 00 02 00 00 03 c0 00" + " 00".repeat(16),
                hex(new DiskFixture("thin_provisioned=yes").in(SIXTEEN)));
    }

    @Test
    void shouldReportNoMoreThanTheAllocationLength() throws IOException {
        assertEquals(
                "00 00 00 00 00 00 0f ff 00 00 02 00",
                hex(new DiskFixture().in("9e 10 00 00 00 00 00 00 00 00 00 00 00 0c 00 00")));
        assertEquals("", hex(new DiskFixture().in("9e 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00")));
    }

    @Test
    void shouldReportANewCapacityAfterAResize() throws IOException {
        DiskFixture fixture = new DiskFixture();
        fixture.store.capacity = 512;

        assertEquals("00 00 00 00 00 00 02 00", hex(fixture.in(TEN)));
    }

    @Test
    void shouldRefuseAnLbaWithoutPmi() throws IOException {
        Outcome refused = Outcome.check(Sense.invalidFieldInCdb(2, 7));

        assertEquals(refused, new DiskFixture().run("25 00 00 00 00 01 00 00 00 00"));
        assertEquals(refused, new DiskFixture().run("9e 10 00 00 00 00 00 00 00 01 00 00 00 20 00 00"));
    }

    @Test
    void shouldReportTheLastBlockWithPmi() throws IOException {
        assertEquals("00 00 0f ff 00 00 02 00", hex(new DiskFixture().in("25 00 00 00 00 01 00 00 01 00")));
    }
}
