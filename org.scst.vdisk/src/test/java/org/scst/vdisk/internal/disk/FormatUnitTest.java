package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

class FormatUnitTest {
    private final DiskFixture fixture = new DiskFixture();

    FormatUnitTest() throws IOException {}

    @Test
    void shouldLeaveZeroesByTheShortestWay() throws IOException {
        DiskFixture thin = new DiskFixture("thin_provisioned=1");

        assertEquals(Outcome.GOOD, fixture.run("04 00 00 00 00 00"));
        assertEquals(Outcome.GOOD, thin.run("04 00 00 00 00 00"));

        assertEquals(List.of("zero 0 2097152", "flush"), fixture.store.calls);
        assertEquals(List.of("unmap 0 2097152", "flush"), thin.store.calls);
        assertNull(fixture.context.notReady);
    }

    @Test
    void shouldAnswerAtOnceWhenTheHeaderAsksForIt() {
        FakeDeviceCommand command = fixture.command("04 10 00 00 00 00", new byte[] {0, 2, 0, 0});
        command.begin();

        assertEquals(Outcome.GOOD, command.goOn());
        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_FORMAT_IN_PROGRESS, fixture.context.notReady);

        fixture.context.runAll();
        assertNull(fixture.context.notReady);
        command.release();
    }

    @Test
    void shouldTakeALongHeader() {
        assertEquals(Outcome.GOOD, fixture.run("04 30 00 00 00 00", new byte[8]));
    }

    @Test
    void shouldRefuseProtectionInformationDefectsAndPatterns() {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), fixture.run("04 80 00 00 00 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 3)), fixture.run("04 08 00 00 00 00"));
        assertEquals(
                Outcome.check(Sense.invalidFieldInParameterList(0, 7)),
                fixture.run("04 10 00 00 00 00", new byte[] {8, 0, 0, 0}));
        assertEquals(
                Outcome.check(Sense.invalidFieldInParameterList(1, 3)),
                fixture.run("04 10 00 00 00 00", new byte[] {0, 8, 0, 0}));
        assertEquals(
                Outcome.check(Sense.invalidFieldInParameterList(3, 7)),
                fixture.run("04 10 00 00 00 00", new byte[] {0, 0, 0, 4}));
        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldSayWhenItFailed() {
        fixture.store.failure = new IOException("broken");

        assertSense(fixture.run("04 00 00 00 00 00"), SenseKey.MEDIUM_ERROR, AdditionalSense.MEDIUM_FORMAT_CORRUPTED);
        assertEquals(AdditionalSense.MEDIUM_FORMAT_CORRUPTED, fixture.context.notReady);
    }
}
