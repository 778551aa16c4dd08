package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;

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
        DiskFixture fixture = new DiskFixture();
        fixture.store.mapped = false;

        assertEquals(
                "00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 08 00 00 0f f8 01 00 00 00", hex(fixture.in(FROM_8)));
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
}
