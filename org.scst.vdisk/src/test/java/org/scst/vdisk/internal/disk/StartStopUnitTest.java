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
import org.scst.core.store.FlushFailedException;

class StartStopUnitTest {
    private static final String START = "1b 00 00 00 01 00";
    private static final String STOP = "1b 00 00 00 00 00";
    private static final String LOAD = "1b 00 00 00 03 00";
    private static final String EJECT = "1b 00 00 00 02 00";

    @Test
    void shouldFlushAndBecomeNotReadyWhenStopped() throws IOException {
        DiskFixture fixture = new DiskFixture();

        assertEquals(Outcome.GOOD, fixture.run(STOP));

        assertEquals(List.of("flush"), fixture.store.calls);
        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED, fixture.context.notReady);
    }

    @Test
    void shouldBeReadyAgainWhenStarted() throws IOException {
        DiskFixture fixture = new DiskFixture();
        fixture.run(STOP);

        assertEquals(Outcome.GOOD, fixture.run(START));

        assertNull(fixture.context.notReady);
    }

    @Test
    void shouldNotFlushWithNoFlush() throws IOException {
        DiskFixture fixture = new DiskFixture();

        assertEquals(Outcome.GOOD, fixture.run("1b 00 00 00 04 00"));

        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldStayStartedWhenTheFlushFails() throws IOException {
        DiskFixture fixture = new DiskFixture();
        fixture.store.failure = new FlushFailedException("lost", null);

        assertSense(fixture.run(STOP), SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);

        assertNull(fixture.context.notReady);
    }

    @Test
    void shouldRestInAPowerConditionUntilItIsActiveAgain() throws IOException {
        DiskFixture fixture = new DiskFixture();

        assertEquals(Outcome.GOOD, fixture.run("1b 00 00 01 30 00"));
        assertEquals(AdditionalSense.STANDBY_Y_CONDITION_ACTIVATED_BY_COMMAND, fixture.context.resting);
        assertNull(fixture.context.notReady);
        assertEquals(List.of("flush"), fixture.store.calls);

        assertEquals(Outcome.GOOD, fixture.run("1b 00 00 00 10 00"));
        assertNull(fixture.context.resting);
    }

    @Test
    void shouldRefusePowerConditionsThatTheStandardReserves() throws IOException {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(4, 7)), new DiskFixture().run("1b 00 00 00 50 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(3, 3)), new DiskFixture().run("1b 00 00 03 20 00"));
    }

    @Test
    void shouldCountStopsAndEjectsOverAllItsLife() throws IOException {
        DiskFixture fixture = new DiskFixture("removable=1");
        fixture.run(STOP);
        fixture.run(EJECT);

        StartStopCycles again = new StartStopCycles(fixture.context);

        assertEquals(
                List.of(2, 1),
                again.parameters().stream().map(p -> (int) p.value()[3]).toList());
    }

    @Test
    void shouldRefuseToLoadOrEjectWhatCannotBeRemoved() throws IOException {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(4, 1)), new DiskFixture().run(EJECT));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(4, 1)), new DiskFixture().run(LOAD));
    }

    @Test
    void shouldHaveNoMediumAfterItWasEjectedUntilItIsLoaded() throws IOException {
        DiskFixture fixture = new DiskFixture("removable=1");

        assertEquals(Outcome.GOOD, fixture.run(EJECT));
        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT, fixture.context.notReady);

        assertEquals(Outcome.GOOD, fixture.run(START));
        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT, fixture.context.notReady);

        assertEquals(Outcome.GOOD, fixture.run(LOAD));
        assertNull(fixture.context.notReady);
    }

    @Test
    void shouldKeepTheMediumWhileItsRemovalIsPrevented() throws IOException {
        DiskFixture fixture = new DiskFixture("removable=1");
        fixture.context.removalPrevented = true;

        DiskFixture.assertSense(fixture.run(EJECT), SenseKey.ILLEGAL_REQUEST, AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
        assertNull(fixture.context.notReady);
    }

    @Test
    void shouldNotMakeReadyWhatIsLost() {
        FakeDeviceContext context = new FakeDeviceContext();
        Readiness readiness = new Readiness(context);
        readiness.lost("the file is gone");
        readiness.stop(false);
        readiness.start(false);

        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED, context.notReady);
        assertEquals("the file is gone", context.reason);

        readiness.found();
        assertNull(context.notReady);
    }

    @Test
    void shouldStayAsItWasLeftWhenItIsOpenedAgain() throws IOException {
        DiskFixture fixture = new DiskFixture("removable=1");
        fixture.run(EJECT);
        fixture.context.notReady = null;

        Readiness again = new Readiness(fixture.context);

        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT, fixture.context.notReady);
        again.start(true);
        assertNull(fixture.context.notReady);
        new Readiness(fixture.context);
        assertNull(fixture.context.notReady);
    }
}
