package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdditionalSenseTest {

    @ParameterizedTest
    @CsvSource({
        "0x0000, NO_ADDITIONAL_SENSE_INFORMATION",
        "0x0401, LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY",
        "0x0407, LOGICAL_UNIT_NOT_READY_OPERATION_IN_PROGRESS",
        "0x0C00, WRITE_ERROR",
        "0x0C0D, WRITE_ERROR_NOT_ENOUGH_UNSOLICITED_DATA",
        "0x1100, UNRECOVERED_READ_ERROR",
        "0x1A00, PARAMETER_LIST_LENGTH_ERROR",
        "0x1D00, MISCOMPARE_DURING_VERIFY_OPERATION",
        "0x2000, INVALID_COMMAND_OPERATION_CODE",
        "0x2100, LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE",
        "0x2400, INVALID_FIELD_IN_CDB",
        "0x2500, LOGICAL_UNIT_NOT_SUPPORTED",
        "0x2604, INVALID_RELEASE_OF_PERSISTENT_RESERVATION",
        "0x2707, SPACE_ALLOCATION_FAILED_WRITE_PROTECT",
        "0x2907, I_T_NEXUS_LOSS_OCCURRED",
        "0x2A09, CAPACITY_DATA_HAS_CHANGED",
        "0x2F00, COMMANDS_CLEARED_BY_ANOTHER_INITIATOR",
        "0x3F03, INQUIRY_DATA_HAS_CHANGED",
        "0x3F0E, REPORTED_LUNS_DATA_HAS_CHANGED",
        "0x4E00, OVERLAPPED_COMMANDS_ATTEMPTED"
    })
    void shouldHaveTheCodesOfTheStandard(String code, AdditionalSense additional) {
        assertEquals(Integer.decode(code), additional.code());
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeFoundByItsCode(AdditionalSense additional) {
        assertEquals(additional, AdditionalSense.of(additional.code()));
        assertEquals(additional, AdditionalSense.of(additional.asc() << 8 | additional.ascq()));
    }

    @Test
    void shouldNameTheCodeItDoesNotKnow() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> AdditionalSense.of(0x8001));
        assertEquals("no name for additional sense code 80/01", refused.getMessage());
    }
}
