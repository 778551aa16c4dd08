package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.testkit.FakeNexusTransport;

/** Which commands reach a medium that cannot be used. */
class JudgementTest {
    private static final byte[] FORMAT_UNIT = {0x04, 0, 0, 0, 0, 0};
    private static final byte[] EXIT_FAILURE_MODE = {0x48, 0x1F, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] START = {0x1B, 0, 0, 0, 1, 0};
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 64);
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
    }

    private void not(SenseKey key, AdditionalSense why) {
        disk.logicalUnit.notReady(Outcome.check(key, why));
    }

    private Outcome send(byte[] cdb) {
        return initiator.outcome(initiator.send(initiator.command(0, cdb)));
    }

    @Test
    void shouldLetOnlySanitizeReachAMediumThatCouldNotBeSanitized() {
        not(SenseKey.MEDIUM_ERROR, AdditionalSense.SANITIZE_COMMAND_FAILED);

        assertSense(send(START), AdditionalSense.SANITIZE_COMMAND_FAILED);
        assertSense(send(FORMAT_UNIT), AdditionalSense.SANITIZE_COMMAND_FAILED);
        assertGood(send(EXIT_FAILURE_MODE));
        assertEquals(List.of("SANITIZE, EXIT FAILURE MODE 0"), disk.device.processed());
    }

    @Test
    void shouldLetOnlyFormatUnitReachAMediumThatCouldNotBeFormatted() {
        not(SenseKey.MEDIUM_ERROR, AdditionalSense.MEDIUM_FORMAT_CORRUPTED);

        assertSense(send(EXIT_FAILURE_MODE), AdditionalSense.MEDIUM_FORMAT_CORRUPTED);
        assertGood(send(FORMAT_UNIT));
    }

    @Test
    void shouldLetNothingReachAMediumThatIsBeingSanitized() {
        not(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);

        for (byte[] cdb : List.of(START, FORMAT_UNIT, EXIT_FAILURE_MODE)) {
            assertSense(send(cdb), AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
        }
        assertEquals(List.of(), disk.device.processed());
    }
}
