package org.scst.iscsi.internal.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.iscsi.internal.portal.PortalAddress;

class ConversationTest {
    private static final int IPV4 = 14;
    private static final byte[] BYTES = {1, 2, 3};

    private static Conversation between(String initiator, String target) {
        return new Conversation(PortalAddress.parse(initiator), PortalAddress.parse(target));
    }

    /** One's complement sum of a stretch with its checksum: all ones when that is right (RFC 1071). */
    private static int sum(ByteBuffer bytes, int start, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (long) (bytes.get(start + i) & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) sum;
    }

    @Test
    void shouldPutIpv4AndTcpAroundTheBytes() {
        byte[] frame = between("10.0.0.2:50000", "10.0.0.1:3261").frame(true, 0x0A0B0C0DL, 7, 0x18, BYTES);

        assertEquals("020000000002" + "020000000001" + "0800", HexFormat.of().formatHex(frame, 0, IPV4));
        ByteBuffer in = ByteBuffer.wrap(frame);
        assertEquals(0xFFFF, sum(in, IPV4, 20), "header checksum");
        assertEquals(20 + 20 + 3, in.getShort(IPV4 + 2), "total length");
        assertEquals(0x0A000002, in.getInt(IPV4 + 12));
        assertEquals(0x0A000001, in.getInt(IPV4 + 16));
        assertEquals(50000, in.getShort(34) & 0xFFFF);
        assertEquals(3260, in.getShort(36), "by which Wireshark knows iSCSI");
        assertEquals(0x0A0B0C0D, in.getInt(38));
        assertEquals(7, in.getInt(42));
        assertEquals(0x5018, in.getShort(46));
        assertEquals("010203", HexFormat.of().formatHex(frame, 54, 57));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 32768})
    void shouldHaveTheRightChecksumForEveryLength(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + 1);
        }
        ByteBuffer frame =
                ByteBuffer.wrap(between("10.0.0.2:50000", "10.0.0.1:3260").frame(false, 1, 2, 0x18, bytes));
        int segment = 20 + length;
        ByteBuffer whole = ByteBuffer.allocate(12 + segment);
        whole.putInt(0x0A000001).putInt(0x0A000002).putShort((short) 6).putShort((short) segment);
        whole.put(frame.array(), IPV4 + 20, segment);

        assertEquals(0xFFFF, sum(whole, 0, 12 + segment));
        assertEquals(3260, frame.getShort(34));
    }

    @Test
    void shouldWriteIpv6WhereAnEndHasIt() {
        ByteBuffer frame =
                ByteBuffer.wrap(between("[fd00::2]:50000", "[fd00::1]:3260").frame(true, 1, 1, 0x10, BYTES));

        assertEquals((short) 0x86DD, frame.getShort(12));
        assertEquals(0x6000_0000, frame.getInt(14));
        assertEquals(23, frame.getShort(18), "payload length");
        assertEquals(0x0640, frame.getShort(20), "TCP, hop limit");
        assertEquals(0xFD00, frame.getShort(22) & 0xFFFF);
        assertEquals(50000, frame.getShort(54) & 0xFFFF);
    }
}
