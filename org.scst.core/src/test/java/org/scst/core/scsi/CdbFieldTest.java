package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CdbFieldTest {

    private static Cdb counting() {
        byte[] bytes = {(byte) 0x88, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        Cdb cdb = new Cdb();
        cdb.load(bytes, 0, bytes.length);
        return cdb;
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 0x02", "2, 2, 0x0203", "2, 3, 0x020304", "2, 4, 0x02030405", "2, 8, 0x0203040506070809"})
    void shouldReadFieldsOfEveryWidth(int offset, int width, String value) {
        assertEquals(Long.decode(value), new CdbField(offset, width).read(counting()));
    }

    @Test
    void shouldLeaveOutBitsThatAreNotItsOwn() {
        assertEquals(0x0304, new CdbField(2, 3, 0xFFFF).read(counting()));
        assertEquals(0x00, new CdbField(2, 3, 0xFFFF).maskOf(2));
        assertEquals(0xFF, new CdbField(2, 3, 0xFFFF).maskOf(4));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "2, 0", "2, 5", "2, 7", "2, 9"})
    void shouldRefusePlacesAndWidthsThatNoFieldHas(int offset, int width) {
        assertThrows(IllegalArgumentException.class, () -> new CdbField(offset, width, 1));
    }
}
