package org.scst.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;

/**
 * What tests say about outcomes.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class ScsiAssertions {
    private ScsiAssertions() {}

    /** The command ended GOOD. */
    public static void assertGood(Outcome outcome) {
        assertEquals(Outcome.GOOD, outcome);
    }

    /** The command ended with this status. */
    public static void assertStatus(Outcome outcome, Status status) {
        assertNotNull(outcome, "no outcome");
        assertEquals(status, outcome.status(), outcome::toString);
    }

    /** The command ended CHECK CONDITION with this additional sense code. */
    public static void assertSense(Outcome outcome, AdditionalSense additional) {
        assertStatus(outcome, Status.CHECK_CONDITION);
        assertEquals(additional, outcome.sense().additional(), outcome::toString);
    }

    /** The same, and with this sense key. */
    public static void assertSense(Outcome outcome, SenseKey key, AdditionalSense additional) {
        assertSense(outcome, additional);
        assertEquals(key, outcome.sense().key(), outcome::toString);
    }
}
