package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogicalUnitNumberTest {

    @Test
    void shouldAddressNumbersBelow256AsPeripheralDevices() {
        assertEquals(0L, LogicalUnitNumber.encode(0));
        assertEquals(0x00FF_0000_0000_0000L, LogicalUnitNumber.encode(255));
    }

    @Test
    void shouldAddressNumbersFrom256OnInFlatSpace() {
        assertEquals(0x4100_0000_0000_0000L, LogicalUnitNumber.encode(256));
        assertEquals(0x7FFF_0000_0000_0000L, LogicalUnitNumber.encode(16383));
    }

    @Test
    void shouldFindEveryNumberAgain() {
        for (int number = 0; number <= LogicalUnitNumber.MAX_NUMBER; number++) {
            assertEquals(number, LogicalUnitNumber.of(number).number());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 16384, Integer.MAX_VALUE})
    void shouldRefuseNumbersThatDoNotFit(int number) {
        assertThrows(IllegalArgumentException.class, () -> LogicalUnitNumber.of(number));
    }

    @Test
    void shouldReadBusAndTargetOfPeripheralAddressingAsOneNumber() {
        assertEquals(256, LogicalUnitNumber.number(0x0100_0000_0000_0000L));
        assertEquals(16383, LogicalUnitNumber.number(0x3FFF_0000_0000_0000L));
    }

    @Test
    void shouldReadLogicalUnitAddressingAsOneNumber() {
        assertEquals(5, LogicalUnitNumber.number(0x8005_0000_0000_0000L));
        assertEquals(0x2345, LogicalUnitNumber.number(0xA345_0000_0000_0000L));
    }

    @Test
    void shouldReadSmallNumbersInFlatSpaceToo() {
        assertEquals(3, LogicalUnitNumber.number(0x4003_0000_0000_0000L));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x0001_0001_0000_0000L, 1L, 0x4001_0000_0000_0001L, 0xC101_0000_0000_0000L, -1L})
    void shouldFindNoNumberInSeveralLevelsOrExtendedAddressing(long lun) {
        assertEquals(-1, LogicalUnitNumber.number(lun));
    }

    @Test
    void shouldKnowTheWellKnownReportLunsLogicalUnit() {
        assertEquals(0xC101_0000_0000_0000L, LogicalUnitNumber.REPORT_LUNS.bytes());
        assertTrue(LogicalUnitNumber.REPORT_LUNS.isWellKnown());
    }

    @ParameterizedTest
    @ValueSource(longs = {0L, 0x4101_0000_0000_0000L, 0xD201_0000_0000_0000L, 0xC101_0000_0000_0001L})
    void shouldNotTakeOtherAddressesForWellKnownLogicalUnits(long lun) {
        assertFalse(new LogicalUnitNumber(lun).isWellKnown());
    }

    @Test
    void shouldSortAsUnsignedBytes() {
        LogicalUnitNumber flat = LogicalUnitNumber.of(300);
        assertTrue(LogicalUnitNumber.of(2).compareTo(flat) < 0);
        assertTrue(LogicalUnitNumber.REPORT_LUNS.compareTo(flat) > 0);
    }

    @Test
    void shouldShowTheNumberOrAllBytes() {
        assertEquals("300", LogicalUnitNumber.of(300).toString());
        assertEquals("c101000000000000h", LogicalUnitNumber.REPORT_LUNS.toString());
    }
}
