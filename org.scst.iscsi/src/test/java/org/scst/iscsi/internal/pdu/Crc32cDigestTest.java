package org.scst.iscsi.internal.pdu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class Crc32cDigestTest {
    private final Crc32cDigest digest = new Crc32cDigest();

    private byte[] onTheWire(byte[] bytes) {
        ByteBuf direct = Unpooled.directBuffer().writeBytes(bytes);
        ByteBuf wire = Unpooled.buffer(4).writeInt(digest.of(direct, 0, bytes.length));
        direct.release();
        return ByteBufUtil.getBytes(wire);
    }

    private static byte[] sequence(int from, int step) {
        byte[] bytes = new byte[32];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) (from + index * step);
        }
        return bytes;
    }

    /** RFC 7143 appendix A.4. */
    @Test
    void shouldGiveTheStandardsExamples() {
        assertArrayEquals(ByteBufUtil.decodeHexDump("aa36918a"), onTheWire(sequence(0, 0)));
        assertArrayEquals(ByteBufUtil.decodeHexDump("43aba862"), onTheWire(sequence(0xff, 0)));
        assertArrayEquals(ByteBufUtil.decodeHexDump("4e79dd46"), onTheWire(sequence(0, 1)));
        assertArrayEquals(ByteBufUtil.decodeHexDump("5cdb3f11"), onTheWire(sequence(31, -1)));
    }

    @Test
    void shouldGiveTheSameWhenGatheredInPieces() {
        ByteBuf whole = Unpooled.directBuffer().writeBytes(sequence(3, 7));
        ByteBuf pieces = Unpooled.wrappedBuffer(
                Unpooled.directBuffer().writeBytes(whole, 0, 5),
                Unpooled.buffer().writeBytes(whole, 5, 27));
        int expected = digest.of(whole, 0, 32);
        assertEquals(expected, digest.of(pieces, 0, 32));
        digest.reset();
        digest.update(whole, 0, 1);
        digest.update(whole, 1, 0);
        digest.update(whole, 1, 31);
        assertEquals(expected, digest.value());
        whole.release();
        pieces.release();
    }
}
