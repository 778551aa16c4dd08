package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusTest {

    @ParameterizedTest
    @CsvSource({
        "GOOD, 0x00",
        "CHECK_CONDITION, 0x02",
        "CONDITION_MET, 0x04",
        "BUSY, 0x08",
        "RESERVATION_CONFLICT, 0x18",
        "TASK_SET_FULL, 0x28",
        "ACA_ACTIVE, 0x30",
        "TASK_ABORTED, 0x40"
    })
    void shouldHaveTheCodesOfTheStandard(Status status, String code) {
        assertEquals(Integer.decode(code), status.code());
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeFoundByItsCode(Status status) {
        assertEquals(status, Status.of(status.code()));
    }

    @Test
    void shouldRefuseCodesThatNoStatusHas() {
        assertThrows(IllegalArgumentException.class, () -> Status.of(0x10));
    }
}
