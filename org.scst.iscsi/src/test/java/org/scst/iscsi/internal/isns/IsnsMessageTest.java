package org.scst.iscsi.internal.isns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.testkit.Trials;

class IsnsMessageTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static IsnsMessage read(String text) throws IOException {
        return IsnsMessage.read(new ByteArrayInputStream(hex(text)));
    }

    /** One attribute of four bytes. */
    private static final String PERIOD = "00000006 00000004 0000012c";

    @Test
    void shouldWriteARequest() {
        IsnsMessage request = IsnsMessage.request(
                IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION,
                7,
                List.of(
                        IsnsAttribute.text(IsnsAttribute.ENTITY_IDENTIFIER, "host"),
                        IsnsAttribute.delimiter(),
                        IsnsAttribute.address(IsnsAttribute.PORTAL_IP_ADDRESS, new InetSocketAddress("10.0.0.1", 3260)),
                        IsnsAttribute.number(IsnsAttribute.PORTAL_PORT, 3260)));
        assertArrayEquals(
                hex("0001 0001 003c 9c00 0007 0000"
                        + "00000001 00000008 686f737400000000"
                        + "00000000 00000000"
                        + "00000010 00000010 00000000000000000000ffff0a000001"
                        + "00000011 00000004 00000cbc"),
                request.bytes(true));
        assertEquals((byte) 0x8C, request.bytes(false)[6], "without replacing");
    }

    @Test
    void shouldReadAResponse() throws IOException {
        IsnsMessage response =
                read("0001 8002 0018 4c00 0007 0000 00000009 00000020 0000000c 69716e2e612e623a69000000");
        assertEquals(0x8002, response.function());
        assertEquals(7, response.transaction());
        assertEquals(9, response.status());
        assertEquals("iqn.a.b:i", response.attributes().getFirst().text());
    }

    @Test
    void shouldReadAMessageOfSeveralPdus() throws IOException {
        IsnsMessage message = read(
                "0001 0008 0008 4400 0007 0000" + "00000006 00000004" + "0001 0008 0004 4800 0007 0001" + "0000012c");
        assertEquals(
                List.of(6),
                message.attributes().stream().map(IsnsAttribute::tag).toList());
        assertArrayEquals(hex("0000012c"), message.attributes().getFirst().value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // CVE-2010-2221: an attribute is longer than its message.
                "0001 0008 000c 4c00 0007 0000 00000006 00000008 0000012c",
                "0001 0008 000c 4c00 0007 0000 00000006 7ffffffc 0000012c",
                "0001 0008 000c 4c00 0007 0000 00000006 fffffffc 0000012c",
                "0001 0008 000c 4c00 0007 0000 00000006 ffffffff 0000012c",
                // its length is no multiple of four
                "0001 0008 000c 4c00 0007 0000 00000006 00000003 0000012c",
                // an attribute without a length, a response without a status
                "0001 0008 0004 4c00 0007 0000 00000006",
                "0001 8008 0000 4c00 0007 0000",
                // another version, a length that is no multiple of four
                "0002 0008 0000 4c00 0007 0000",
                "0001 0008 0001 4c00 0007 0000 00",
                // not the first, out of sequence, another function or transaction within
                "0001 0008 0000 4800 0007 0000",
                "0001 0008 0000 4c00 0007 0001",
                "0001 0008 0004 4400 0007 0000 00000000 0001 0008 0004 4800 0007 0002 00000000",
                "0001 0008 0004 4400 0007 0000 00000000 0001 0009 0004 4800 0007 0001 00000000",
                "0001 0008 0004 4400 0007 0000 00000000 0001 0008 0004 4800 0008 0001 00000000",
                // nothing that goes on
                "0001 0008 0000 4400 0007 0000 0001 0008 0000 4800 0007 0001"
            })
    void shouldRefuseWhatBreaksTheRules(String message) {
        assertThrows(IsnsFormatException.class, () -> read(message));
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] whole = hex("0001 0008 000c 4c00 0007 0000" + PERIOD);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(IsnsFormatException.class, () -> IsnsMessage.read(new ByteArrayInputStream(part)));
        }
    }

    @Test
    void shouldNotGatherAMessageWithoutEnd() {
        InputStream endless = new InputStream() {
            private int sequence = -1;
            private ByteBuffer pdu = ByteBuffer.allocate(0);

            @Override
            public int read() {
                if (!pdu.hasRemaining()) {
                    sequence++;
                    pdu = ByteBuffer.allocate(12 + 0xFFFC);
                    pdu.putShort((short) 1).putShort((short) 8).putShort((short) 0xFFFC);
                    pdu.putShort((short) (sequence == 0 ? 0x0400 : 0))
                            .putShort((short) 7)
                            .putShort((short) sequence);
                    pdu.rewind();
                }
                return pdu.get() & 0xFF;
            }
        };
        assertThrows(IsnsFormatException.class, () -> IsnsMessage.read(endless));
    }

    @Test
    void shouldEitherReadOrRefuseWhateverComes() {
        Trials.each(500, values -> {
            try {
                IsnsMessage.read(new ByteArrayInputStream(values.bytes()));
            } catch (IsnsFormatException refused) {
                assertEquals(false, refused.getMessage().isEmpty());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void shouldNotWriteMoreThanFitsIntoAPdu() {
        List<IsnsAttribute> many = Collections.nCopies(400, IsnsAttribute.text(32, "x".repeat(200)));
        IsnsMessage message = IsnsMessage.request(1, 1, many);
        assertThrows(IllegalArgumentException.class, () -> message.bytes(false));
    }
}
