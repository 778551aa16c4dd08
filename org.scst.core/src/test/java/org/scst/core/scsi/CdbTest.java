package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CdbTest {
    private static final String READ_16 = "88 18 f1 02 03 04 05 06 07 08 80 0b 0c 0d 00 44";

    private static Cdb cdb(String hex) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        Cdb cdb = new Cdb();
        cdb.load(bytes, 0, bytes.length);
        return cdb;
    }

    @Test
    void shouldReadBigEndianNumbersWithoutSign() {
        Cdb cdb = cdb(READ_16);
        assertEquals(0xF1, cdb.u8(2));
        assertEquals(0xF102, cdb.u16(2));
        assertEquals(0xF10203, cdb.u24(2));
        assertEquals(0x800B0C0DL, cdb.u32(10));
        assertEquals(0xF102030405060708L, cdb.u64(2));
    }

    @Test
    void shouldReadSingleBits() {
        Cdb cdb = cdb(READ_16);
        assertTrue(cdb.bit(1, 3));
        assertTrue(cdb.bit(1, 4));
        assertFalse(cdb.bit(1, 5));
        assertTrue(cdb.bit(2, 7));
    }

    @Test
    void shouldRefuseEveryReadBeyondTheLoadedBytes() {
        Cdb cdb = cdb("12 00 00 00 24 00");
        assertThrows(IllegalArgumentException.class, () -> cdb.u8(6));
        assertThrows(IllegalArgumentException.class, () -> cdb.u16(5));
        assertThrows(IllegalArgumentException.class, () -> cdb.u24(4));
        assertThrows(IllegalArgumentException.class, () -> cdb.u32(3));
        assertThrows(IllegalArgumentException.class, () -> cdb.u64(0));
        assertThrows(IllegalArgumentException.class, () -> cdb.u8(-1));
        assertEquals(0x2400, cdb.u16(4));
    }

    @Test
    void shouldNotReadWhatAnEarlierAndLongerCdbLeft() {
        Cdb cdb = cdb(READ_16);
        cdb.load(new byte[6], 0, 6);
        assertThrows(IllegalArgumentException.class, () -> cdb.u8(6));
        assertEquals(6, cdb.length());
    }

    @Test
    void shouldKeepItsOwnCopy() {
        byte[] source = {0x00, 0x12, 0x01, 0x00, 0x00, 0x24, 0x00};
        Cdb cdb = new Cdb();
        cdb.load(source, 1, 6);
        source[1] = 0x28;
        assertEquals(0x12, cdb.operationCode());
    }

    @Test
    void shouldLoadFromABufferAndLeaveItsIndices() {
        ByteBuf buffer = Unpooled.wrappedBuffer(HexFormat.ofDelimiter(" ").parseHex("ff ff " + READ_16));
        buffer.readerIndex(1);
        Cdb cdb = new Cdb();
        cdb.load(buffer, 2, 16);
        assertEquals(0x88, cdb.operationCode());
        assertEquals(0x44, cdb.control());
        assertEquals(1, buffer.readerIndex());
        assertEquals(1, buffer.refCnt());
    }

    @Test
    void shouldTakeTheLongestCdb() {
        byte[] source = new byte[Cdb.MAX_LENGTH];
        source[259] = 9;
        Cdb cdb = new Cdb();
        cdb.load(source, 0, Cdb.MAX_LENGTH);
        assertEquals(9, cdb.u8(259));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 261})
    void shouldRefuseCdbsOfImpossibleLength(int length) {
        assertThrows(IllegalArgumentException.class, () -> new Cdb().load(new byte[300], 0, length));
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 6",
        "0x1F, 6",
        "0x28, 10",
        "0x5F, 10",
        "0x60, -1",
        "0x7F, -1",
        "0x88, 16",
        "0x9F, 16",
        "0xA0, 12",
        "0xBF, 12",
        "0xC0, -1",
        "0xFF, -1"
    })
    void shouldKnowLengthsByGroup(String operationCode, int length) {
        assertEquals(length, Cdb.lengthOf(Integer.decode(operationCode)));
    }

    @Test
    void shouldFindTheServiceActionInByteOne() {
        assertEquals(
                0x10, cdb("9e f0 00 00 00 00 00 00 00 00 00 00 00 20 00 00").serviceAction());
    }

    @Test
    void shouldFindTheServiceActionOfVariableLengthCdbs() {
        assertEquals(0x0109, cdb("7f 44 00 00 00 00 00 18 01 09").serviceAction());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a3", "7f 00 00 00 00 00 00 18 01"})
    void shouldReadTheServiceActionOfACutCdbAsZero(String hex) {
        assertEquals(0, cdb(hex).serviceAction());
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 00 00 00 04, 4",
        "00 00 00 00 00 04 00 00 00 00 00 00 00 00 00 ff, 4",
        "28 00 00 00 00 00 00 00 00 05, 5",
        "a0 00 00 00 00 00 00 00 00 00 00 06, 6",
        "7f 07 00 00 00 00 00 18 00 09, 7",
        "c0 ff ff, 0",
        "28 00 00, 0"
    })
    void shouldFindTheControlByte(String hex, int control) {
        assertEquals(control, cdb(hex).control());
    }

    @Test
    void shouldShowItsBytes() {
        assertEquals("00 00 00 00 00 00", cdb("00 00 00 00 00 00").toString());
    }
}
