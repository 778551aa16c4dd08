package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.pdu.RejectReason;

class RejectsTest {
    private final List<String> lines = new ArrayList<>();
    private final Rejects rejects = new Rejects(lines::add);

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
    void shouldSayNothingOfASessionWithoutRejects() {
        rejects.ended();
        assertEquals(List.of(), lines);
    }
}
