package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

class ReadDefectDataTest {
    private final DiskFixture fixture = new DiskFixture();

    ReadDefectDataTest() throws IOException {}

    private static byte[] hex(String text) {
        return HexFormat.ofDelimiter(" ").parseHex(text);
    }

    @Test
    void shouldSayThatTheListsAskedForAreEmpty() {
        assertArrayEquals(hex("00 1d 00 00"), fixture.in("37 00 1d 00 00 00 00 00 20 00"));
        assertArrayEquals(hex("00 08 00 00 00 00 00 00"), fixture.in("b7 08 00 00 00 00 00 00 00 20 00 00"));
    }

    @Test
    void shouldNeverSendMoreThanTheAllocationLength() {
        byte[] whole = hex("00 10 00 00 00 00 00 00");
        for (int length = 0; length <= 9; length++) {
            byte[] data = fixture.in(String.format("b7 10 00 00 00 00 00 00 00 %02x 00 00", length));
            assertArrayEquals(Arrays.copyOf(whole, Math.min(length, 8)), data);
        }
    }

    @Test
    void shouldRefuseFormatsThatNoStandardDescribes() {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(2, 2)), fixture.run("37 00 06 00 00 00 00 00 20 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 2)), fixture.run("b7 07 00 00 00 00 00 00 00 20 00 00"));
    }
}
