package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.inquiry;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.release;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.logicalunit.TaskSetRules.QueueError;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** Unit attention conditions, reservations and LUN maps as an initiator meets them. */
class UnitAttentionTest {
    private static final Sense CAPACITY_CHANGED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED);

    private CommandPath path;
    private CommandPath.Unit disk;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 64);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
    }

    private static byte[] requestSense(int allocation) {
        return new byte[] {3, 0, 0, 0, (byte) allocation, 0};
    }

    private static byte[] reportLuns(int allocation) {
        return ByteBuffer.allocate(12).put(0, (byte) 0xA0).putInt(6, allocation).array();
    }

    private static Sense sense(FakeNexusTransport initiator) {
        return Sense.read(
                initiator.ending(initiator.read(0, requestSense(252), 252)).data());
    }

    @Test
    void shouldReportPowerOnAtTheFirstCommandOnce() {
        FakeNexusTransport initiator = path.fresh("a");
        assertSense(
                initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)),
                SenseKey.UNIT_ATTENTION,
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertGood(initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)));
        assertEquals(1, disk.device.processed().size());
    }

    @Test
    void shouldTellACommandThatComesBeforeTheEventLoopHasDoneWhatWasToBeDone() {
        FakeNexusTransport initiator = path.initiator("a");
        disk.logicalUnit.establish(null, CAPACITY_CHANGED);
        long early = initiator.read(0, read10(0, 1), BLOCK);
        path.run();
        assertSense(initiator.outcome(early), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
        assertGood(initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)));
    }

    @Test
    void shouldLeaveAttentionsPendingAtInquiryAndReportLuns() {
        FakeNexusTransport initiator = path.fresh("a");
        assertGood(initiator.outcome(initiator.read(0, inquiry(96), 96)));
        assertGood(initiator.outcome(initiator.read(0, reportLuns(16), 16)));
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    @Test
    void shouldReturnAnAttentionAsDataOfRequestSenseAndClearIt() {
        FakeNexusTransport initiator = path.fresh("a");
        assertEquals(
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED,
                sense(initiator).additional());
        assertEquals(SenseKey.NO_SENSE, sense(initiator).key());
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    @Test
    void shouldSayInRequestSenseWhyTheMediumIsNotReady() {
        FakeNexusTransport initiator = path.initiator("a");
        disk.logicalUnit.notReady(Outcome.check(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT));
        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT, sense(initiator).additional());
    }

    @Test
    void shouldNotConsumeAnAttentionAtAReservationConflict() {
        FakeNexusTransport holder = path.initiator("a");
        FakeNexusTransport other = path.fresh("b");
        holder.send(0, reserve());
        path.run();
        assertStatus(other.outcome(other.send(0, testUnitReady())), Status.RESERVATION_CONFLICT);
        holder.send(0, release());
        path.run();
        assertSense(
                other.outcome(other.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    @Test
    void shouldNotConsumeAnAttentionWhenTheTaskSetIsFull() {
        FakeNexusTransport initiator = path.initiator("a");
        disk.device.manner(Manner.BY_TOKEN);
        for (int i = 0; i < 64; i++) {
            initiator.read(0, read10(0, 1), BLOCK);
        }
        disk.logicalUnit.establish(null, CAPACITY_CHANGED);
        path.run();
        assertStatus(initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)), Status.TASK_SET_FULL);
        path.answerAll(disk);
        assertSense(
                initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldNotConsumeAnAttentionWithBusy() {
        FakeNexusTransport faulted = path.initiator("a");
        FakeNexusTransport other = path.fresh("b");
        disk.logicalUnit.taskSetRules(true, false, false, QueueError.RESUME);
        faulted.read(0, SharedDisk.normalAca(1000), BLOCK);
        assertStatus(other.outcome(other.send(0, testUnitReady())), Status.BUSY);
        faulted.manage(TaskManagementFunction.CLEAR_ACA, 0, 0);
        assertSense(
                other.outcome(other.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    @Test
    void shouldBringBackAnAttentionWhoseReportWasNotDelivered() {
        FakeNexusTransport initiator = path.initiator("a");
        initiator.delivers(false);
        disk.logicalUnit.establish(null, CAPACITY_CHANGED);
        path.run();
        initiator.send(0, testUnitReady());
        path.updateDriver();
        FakeNexusTransport again = path.fresh("a");
        assertSense(again.outcome(again.send(0, testUnitReady())), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldBringBackAnAttentionThatAnUndeliveredRequestSenseHadTaken() {
        FakeNexusTransport initiator = path.initiator("a");
        initiator.delivers(false);
        disk.logicalUnit.establish(null, CAPACITY_CHANGED);
        path.run();
        initiator.read(0, requestSense(18), 18);
        path.updateDriver();
        FakeNexusTransport again = path.fresh("a");
        assertSense(again.outcome(again.send(0, testUnitReady())), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldReportAConditionOnceHoweverOftenItIsEstablished() {
        FakeNexusTransport initiator = path.initiator("a");
        disk.logicalUnit.establish(null, CAPACITY_CHANGED);
        disk.logicalUnit.establish(null, CAPACITY_CHANGED);
        path.run();
        assertSense(initiator.outcome(initiator.send(0, testUnitReady())), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    @Test
    void shouldTellAnIdleInitiatorOfAChangedCapacityAndKeepTheUnitAttention() {
        FakeNexusTransport initiator = path.initiator("a");
        FakeNexusTransport deaf = path.initiator("b");
        deaf.takesEvents(false);
        disk.logicalUnit.announce(CAPACITY_CHANGED);
        path.run();
        assertEquals(List.of(CAPACITY_CHANGED), initiator.events());
        assertEquals(List.of(), deaf.events());
        for (FakeNexusTransport each : List.of(initiator, deaf)) {
            assertSense(each.outcome(each.send(0, testUnitReady())), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
            assertGood(each.outcome(each.send(0, testUnitReady())));
        }
    }

    @Test
    void shouldSendNoEventWhereTheTargetForbidsItAndKeepTheUnitAttention() {
        FakeNexusTransport initiator = path.initiator("a");
        path.maps.eventsDisabled(true);
        disk.logicalUnit.announce(CAPACITY_CHANGED);
        path.run();
        assertEquals(List.of(), initiator.events());
        assertSense(initiator.outcome(initiator.send(0, testUnitReady())), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldTellNobodyWhoseDriverIsAway() {
        path.initiator("a");
        path.updateDriver();
        disk.logicalUnit.announce(CAPACITY_CHANGED);
        path.run();
        FakeNexusTransport again = path.fresh("a");
        assertEquals(List.of(), again.events());
        assertSense(again.outcome(again.send(0, testUnitReady())), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldReportWhatMayComeOfAChangedDSenseInFixedFormatWhateverItSays() {
        FakeNexusTransport initiator = path.initiator("a");
        disk.logicalUnit.descriptorSense(true);
        disk.logicalUnit.establish(null, ItlNexus.POWER_ON);
        disk.logicalUnit.establish(null, Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.MODE_PARAMETERS_CHANGED));
        disk.logicalUnit.establish(null, CAPACITY_CHANGED);
        path.run();
        List<Integer> formats = new ArrayList<>();
        initiator.onComplete(command -> {
            byte[] sense = new byte[Sense.MAX_LENGTH];
            command.writeSense(sense, 0);
            formats.add(sense[0] & 0x7F);
        });
        for (int i = 0; i < 3; i++) {
            initiator.send(0, testUnitReady());
        }
        assertEquals(List.of(0x70, 0x70, 0x72), formats);
    }

    // The inventory

    @Test
    void shouldReportAChangedInventoryOnce() {
        FakeNexusTransport initiator = path.initiator("a");
        path.map(3, 64);
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    @Test
    void shouldTellAnIdleInitiatorOfAChangedInventoryAndKeepTheUnitAttention() {
        FakeNexusTransport initiator = path.initiator("a");
        FakeNexusTransport unaware = path.fresh("b");
        path.map(3, 64);
        path.state.remapped(Set.of(path.maps.own()));
        path.run();
        assertEquals(List.of(ItlNexus.INVENTORY_CHANGED), initiator.events());
        assertEquals(List.of(), unaware.events());
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
        path.map(0, disk, true);
        path.state.remapped(Set.of(path.maps.own()));
        path.run();
        assertEquals(1, initiator.events().size());
    }

    @Test
    void shouldNotReportAChangedInventoryThatReportLunsHasShown() {
        FakeNexusTransport initiator = path.initiator("a");
        path.map(3, 64);
        assertGood(initiator.outcome(initiator.read(0, reportLuns(256), 256)));
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    @Test
    void shouldNotReportAnInventoryThatIsTheSame() {
        FakeNexusTransport initiator = path.initiator("a");
        path.map(0, disk, true);
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
        path.map(3, 64);
        path.unmap(3);
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    @Test
    void shouldTakeTheWordsOfAnotherGroupWithoutNoticeWhenTheLogicalUnitsAreTheSame() {
        FakeNexusTransport initiator = path.initiator("a");
        InitiatorGroup group = new InitiatorGroup("g", List.of("a", "b"));
        group.map(LunMap.EMPTY.with(new LunMap.Entry(0, disk.logicalUnit, true)));
        path.maps.groups(List.of(group));
        path.state.regroup();
        path.run();
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
        assertSense(
                initiator.outcome(initiator.write(0, write10(0, 1), new byte[BLOCK])), AdditionalSense.WRITE_PROTECTED);
    }

    @Test
    void shouldReportTheInventoryOfAnotherGroup() {
        FakeNexusTransport initiator = path.initiator("a");
        InitiatorGroup group = new InitiatorGroup("g", List.of("a"));
        path.maps.groups(List.of(group));
        group.map(LunMap.EMPTY
                .with(new LunMap.Entry(0, disk.logicalUnit, false))
                .with(new LunMap.Entry(9, disk.logicalUnit, false)));
        path.state.regroup();
        path.run();
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
    }

    @Test
    void shouldMakeANewItlNexusForAnotherLogicalUnitAtTheSameLun() {
        FakeNexusTransport initiator = path.initiator("a");
        initiator.send(0, reserve());
        path.run();
        CommandPath.Unit other = path.map(0, 16);
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertEquals(0, disk.logicalUnit.attachments());
        assertEquals(1, other.logicalUnit.attachments());
        assertEquals(null, disk.logicalUnit.view().reservedBy());
    }

    @Test
    void shouldAnswerACommandOfALogicalUnitThatWasUnmappedMeanwhile() {
        FakeNexusTransport initiator = path.initiator("a");
        disk.device.manner(Manner.BY_TOKEN);
        long read = initiator.read(0, read10(0, 1), BLOCK);
        long held;
        disk.logicalUnit.hold(() -> {});
        held = initiator.read(0, read10(1, 1), BLOCK);
        path.unmap(0);
        assertSense(initiator.outcome(initiator.send(0, testUnitReady())), AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
        disk.device.answer();
        path.run();
        assertGood(initiator.outcome(read));
        disk.logicalUnit.resume();
        path.run();
        assertSense(initiator.outcome(held), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertEquals(0, disk.logicalUnit.attachments());
    }

    @Test
    void shouldRefuseWritesThroughAReadOnlyMappingAndAllowReads() {
        path.map(1, disk, true);
        FakeNexusTransport initiator = path.initiator("a");
        assertSense(
                initiator.outcome(initiator.write(1, write10(0, 1), new byte[BLOCK])),
                SenseKey.DATA_PROTECT,
                AdditionalSense.WRITE_PROTECTED);
        assertGood(initiator.outcome(initiator.read(1, read10(0, 1), BLOCK)));
        assertGood(initiator.outcome(initiator.write(0, write10(0, 1), new byte[BLOCK])));
    }

    // RESERVE

    @Test
    void shouldConflictForEverybodyElse() {
        FakeNexusTransport holder = path.initiator("a");
        FakeNexusTransport other = path.initiator("b");
        long reservation = holder.send(0, reserve());
        path.run();
        assertGood(holder.outcome(reservation));
        assertStatus(other.outcome(other.read(0, read10(0, 1), BLOCK)), Status.RESERVATION_CONFLICT);
        assertStatus(other.outcome(other.send(0, reserve())), Status.RESERVATION_CONFLICT);
        assertGood(other.outcome(other.read(0, inquiry(36), 36)));
        assertGood(other.outcome(other.send(0, release())));
        assertGood(holder.outcome(holder.read(0, read10(0, 1), BLOCK)));
        holder.send(0, release());
        assertGood(other.outcome(other.read(0, read10(0, 1), BLOCK)));
    }

    @Test
    void shouldRefuseThirdPartyAndExtentReservations() {
        FakeNexusTransport initiator = path.initiator("a");
        byte[] thirdParty = reserve();
        thirdParty[1] = 0x10;
        byte[] extent = reserve();
        extent[1] = 1;
        assertSense(initiator.outcome(initiator.send(0, thirdParty)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertSense(initiator.outcome(initiator.send(0, extent)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertTrue(disk.logicalUnit.view().reservedBy() == null);
    }
}
