package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.spool.SpooledLogicalUnit;
import org.scst.core.internal.spool.SpooledNexus;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.NexusState;
import org.scst.testkit.FakeNexusTransport;

/** A nexus from the stop of one mid-layer to the start of the next: two paths with the same disks. */
class RestoredNexusTest {
    private static final Sense CAPACITY = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    private static final Sense MODE = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.MODE_PARAMETERS_CHANGED);

    private final CompletableFuture<Boolean> served = new CompletableFuture<>();
    private CommandPath before;
    private CommandPath.Unit diskBefore;
    private CommandPath path;
    private CommandPath.Unit disk;

    @BeforeEach
    void mapTwoDisksBeforeAndAfter() {
        before = new CommandPath();
        diskBefore = before.map(0, 64);
        before.map(1, 64);
        path = new CommandPath();
        disk = path.map(0, 64);
        path.map(1, 64);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        before.close();
        path.close();
    }

    /** The first mid-layer stops; the second takes what it kept. */
    private void restart() {
        before.registration.end();
        before.run();
        before.state.nexuses().stream().map(ItNexus::spooled).forEach(this::restore);
    }

    private void restore(SpooledNexus spooled) {
        path.state.restore(spooled, served);
        path.run();
    }

    private void serve() {
        served.complete(true);
        path.run();
    }

    private static Outcome send(FakeNexusTransport initiator, int lun, byte[] cdb, CommandPath on) {
        long tag = initiator.send(lun, cdb);
        on.run();
        return initiator.outcome(tag);
    }

    private Outcome ready(FakeNexusTransport initiator, int lun) {
        return send(initiator, lun, testUnitReady(), path);
    }

    @Test
    void shouldTellNothingToAnInitiatorThatHadNothingPending() {
        before.initiator("a");
        restart();
        serve();
        FakeNexusTransport again = path.fresh("a");
        assertEquals(NexusState.LIVE, again.nexus().state());
        assertGood(ready(again, 0));
        assertGood(ready(again, 1));
    }

    @Test
    void shouldTellPendingUnitAttentionsInTheirOrder() {
        before.initiator("a");
        diskBefore.logicalUnit.establish(null, CAPACITY);
        diskBefore.logicalUnit.establish(null, MODE);
        restart();
        serve();
        FakeNexusTransport again = path.fresh("a");
        assertSense(ready(again, 0), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
        assertSense(ready(again, 0), AdditionalSense.MODE_PARAMETERS_CHANGED);
        assertGood(ready(again, 0));
    }

    @Test
    void shouldTellOfConditionsThatComeBeforeTheInitiatorIsBack() {
        before.initiator("a");
        restart();
        disk.logicalUnit.establish(null, CAPACITY);
        serve();
        assertSense(ready(path.fresh("a"), 0), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldKeepAnAcaConditionUntilTheInitiatorClearsIt() {
        byte[] failing = SharedDisk.normalAca(1000);
        before.initiator("a").read(0, failing, CommandPath.BLOCK);
        restart();
        serve();
        FakeNexusTransport again = path.fresh("a");
        assertEquals(Outcome.ACA_ACTIVE, ready(again, 0));
        assertGood(ready(again, 1));
        again.manage(TaskManagementFunction.CLEAR_ACA, 0, 0);
        assertGood(ready(again, 0));
    }

    @Test
    void shouldTellOfPowerOnWhereNothingWasKept() {
        before.initiator("a");
        restart();
        serve();
        assertSense(ready(path.fresh("b"), 0), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        restore(new SpooledNexus(
                "target", "c", "c", "", List.of(new SpooledLogicalUnit(0, "another", false, false, false, List.of()))));
        assertSense(ready(path.fresh("c"), 0), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    @Test
    void shouldHoldAReservationAgainstOthersUntilItsHolderIsBack() {
        FakeNexusTransport holder = before.initiator("a");
        assertGood(send(holder, 0, reserve(), before));
        restart();
        serve();
        FakeNexusTransport other = path.fresh("b");
        assertStatus(ready(other, 0), Status.RESERVATION_CONFLICT);
        FakeNexusTransport again = path.fresh("a");
        assertGood(ready(again, 0));
        assertStatus(ready(other, 0), Status.RESERVATION_CONFLICT);
        again.lose();
        path.run();
        assertSense(ready(other, 0), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertGood(ready(other, 0));
    }

    @Test
    void shouldReleaseAReservationWhoseHolderIsNotBackInTime() {
        FakeNexusTransport holder = before.initiator("a");
        assertGood(send(holder, 0, reserve(), before));
        restart();
        path.pass(Duration.ofSeconds(60));
        assertEquals(NexusState.PARKED, path.nexus("a").state(), "time runs only while initiators can log in");
        serve();
        FakeNexusTransport other = path.initiator("b");
        path.pass(NexusLimits.DEFAULT.parked().minusMillis(1));
        assertStatus(ready(other, 0), Status.RESERVATION_CONFLICT);
        path.pass(Duration.ofMillis(2));
        path.run();
        assertTrue(path.state.nexuses().stream()
                .noneMatch(nexus -> nexus.description().key().equals("a")));
        ready(other, 0);
        assertGood(ready(other, 0));
        assertNull(disk.logicalUnit.view().reservedBy());
    }

    @Test
    void shouldGoOnPreventingTheRemovalOfTheMedium() {
        before.initiator("a");
        diskBefore.logicalUnit.preventRemoval(before.nexus("a"), true);
        restart();
        assertTrue(disk.logicalUnit.removalPrevented());
        serve();
        FakeNexusTransport again = path.fresh("a");
        assertTrue(disk.logicalUnit.preventsRemoval(path.nexus("a")));
        again.lose();
        path.run();
        assertTrue(!disk.logicalUnit.removalPrevented());
    }

    @Test
    void shouldTellOfAnInventoryThatIsAnotherThanBefore() {
        before.initiator("a");
        restart();
        path.map(2, 64);
        restartedWithInventory("has 0 disk0");
        serve();
        assertSense(ready(path.fresh("z"), 0), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
    }

    private void restartedWithInventory(String inventory) {
        restore(new SpooledNexus(
                "target",
                "z",
                "z",
                inventory,
                List.of(new SpooledLogicalUnit(0, "disk0", false, false, false, List.of()))));
    }

    @Test
    void shouldTellOfAnInventoryChangeThatWasNotToldBefore() {
        before.initiator("a");
        before.map(2, 64);
        path.map(2, 64);
        before.nexus("a").itl(0);
        restart();
        serve();
        assertSense(ready(path.fresh("a"), 0), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
    }

    @Test
    void shouldNotKeepANexusThatIsInUse() {
        before.initiator("a");
        assertNull(before.nexus("a").spooled());
    }

    @Test
    void shouldLeaveANexusAloneThatHasLoggedInAlready() {
        before.initiator("a");
        FakeNexusTransport early = path.initiator("a");
        restart();
        serve();
        assertEquals(1, path.state.nexuses().size());
        assertGood(ready(early, 0));
    }
}
