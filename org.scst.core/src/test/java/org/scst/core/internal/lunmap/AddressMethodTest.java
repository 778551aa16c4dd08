package org.scst.core.internal.lunmap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scst.core.scsi.LogicalUnitNumber;

class AddressMethodTest {

    @ParameterizedTest
    @CsvSource({
        "PERIPHERAL, 0, 0000",
        "PERIPHERAL, 255, 00ff",
        "PERIPHERAL, 256, 4100",
        "FLAT, 0, 0000",
        "FLAT, 1, 4001",
        "FLAT, 16383, 7fff",
        "LUN, 0, 0000",
        "LUN, 1, 8001",
        "LUN, 16383, bfff"
    })
    void shouldEncodeANumber(AddressMethod method, int number, String address) {
        assertEquals(address + "000000000000", String.format("%016x", method.encode(number)));
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeUnderstoodWhateverTheMethod(AddressMethod method) {
        for (int number = 0; number <= LogicalUnitNumber.MAX_NUMBER; number++) {
            assertEquals(number, LogicalUnitNumber.number(method.encode(number)));
        }
    }

    @Test
    void shouldBePeripheralFirstAsWithScst() {
        assertEquals(AddressMethod.PERIPHERAL, LunMap.EMPTY.addressMethod());
    }
}
