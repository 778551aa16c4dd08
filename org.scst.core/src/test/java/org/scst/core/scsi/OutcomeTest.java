package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OutcomeTest {

    @Test
    void shouldCarrySenseDataWithCheckConditionOnly() {
        Outcome check = Outcome.check(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
        assertEquals(Status.CHECK_CONDITION, check.status());
        assertEquals(Sense.of(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR), check.sense());
        assertNull(Outcome.GOOD.sense());
        assertNull(Outcome.RESERVATION_CONFLICT.sense());
    }

    @Test
    void shouldRefuseCheckConditionWithoutSenseData() {
        assertThrows(NullPointerException.class, () -> Outcome.check(null));
    }

    @Test
    void shouldSucceedWithGoodAndConditionMet() {
        assertTrue(Outcome.GOOD.isSuccess());
        assertTrue(Outcome.CONDITION_MET.isSuccess());
        assertFalse(Outcome.BUSY.isSuccess());
        assertFalse(Outcome.LBA_OUT_OF_RANGE.isSuccess());
    }

    @Test
    void shouldEqualAnotherWithTheSameStatusAndSenseData() {
        Outcome same = Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);
        assertEquals(Outcome.INVALID_FIELD_IN_CDB, same);
        assertEquals(Outcome.INVALID_FIELD_IN_CDB.hashCode(), same.hashCode());
        assertNotEquals(Outcome.check(Sense.invalidFieldInCdb(1, 0)), same);
        assertNotEquals(Outcome.GOOD, Outcome.BUSY);
    }

    @Test
    void shouldEndOverlappedCommandsAsAborted() {
        Sense sense = Outcome.OVERLAPPED_COMMANDS.sense();
        assertEquals(SenseKey.ABORTED_COMMAND, sense.key());
        assertEquals(0x4E00, sense.additional().code());
    }

    @Test
    void shouldShowStatusAndSenseData() {
        assertEquals("GOOD", Outcome.GOOD.toString());
        assertEquals("CHECK_CONDITION DATA_PROTECT WRITE_PROTECTED (7/27/00)", Outcome.WRITE_PROTECTED.toString());
    }
}
