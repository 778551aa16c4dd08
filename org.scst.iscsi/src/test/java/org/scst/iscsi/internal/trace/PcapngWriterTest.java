package org.scst.iscsi.internal.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PcapngWriterTest {
    @Test
    void shouldWriteASectionAnInterfaceAndPaddedPackets() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(out)) {
            assertEquals(60, writer.bytes());
            writer.write(0x0102030405060708L, new byte[] {1, 2, 3, 4, 5});
            assertEquals(60 + PcapngWriter.room(5), writer.bytes());
            assertEquals(out.size(), writer.bytes());
        }
        String expected = "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c"
                + "00000001 00000020 0001 0000 00000000 0009 0001 09000000 0000 0000 00000020"
                + "00000006 00000028 00000000 01020304 05060708 00000005 00000005 0102030405000000 00000028";
        assertEquals(expected.replace(" ", ""), HexFormat.of().formatHex(out.toByteArray()));
    }
}
