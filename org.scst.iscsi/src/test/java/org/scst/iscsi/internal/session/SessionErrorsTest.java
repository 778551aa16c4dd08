package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.iscsi.internal.pdu.RejectReason;

class SessionErrorsTest {
    private final List<String> lines = new ArrayList<>();
    private final SessionErrors rejects = new SessionErrors(lines::add);

    @Test
    void shouldTellTheFirstOfEachReasonAndCountTheOthers() {
        for (int pdu = 0; pdu < 1000; pdu++) {
            rejects.rejected(RejectReason.COMMAND_NOT_SUPPORTED, "SNACK");
        }
        rejects.rejected(RejectReason.PROTOCOL_ERROR, "Login Request after login");
        assertEquals(List.of("rejected, SNACK", "rejected, Login Request after login"), lines);
        rejects.ended();
        assertEquals("999 more PDUs were rejected for the same reasons", lines.getLast());
    }

    @Test
    void shouldKeepTheLastOfEachKindForOperators() {
        rejects.rejected(RejectReason.COMMAND_NOT_SUPPORTED, "SNACK");
        rejects.rejected(RejectReason.PROTOCOL_ERROR, "F and C are both set");
        rejects.checkCondition(Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED));

        SessionErrors.Told told = rejects.told();
        assertEquals(2, told.rejects());
        assertEquals("PROTOCOL_ERROR: F and C are both set", told.lastReject());
        assertEquals(1, told.checkConditions());
        assertTrue(told.lastCheckCondition().contains("6/2a/09"), told.lastCheckCondition());
    }

    @Test
    void shouldSayNothingOfASessionWithoutErrors() {
        rejects.ended();
        assertEquals(List.of(), lines);
    }
}
