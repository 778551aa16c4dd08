package org.scst.core.internal.primary;

import org.scst.core.device.CommandSet;
import org.scst.core.internal.copy.CopyCommandSet;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.internal.reservation.Clear;
import org.scst.core.internal.reservation.PersistentReservations;
import org.scst.core.internal.reservation.Preempt;
import org.scst.core.internal.reservation.Register;
import org.scst.core.internal.reservation.RegisterAndMove;
import org.scst.core.internal.reservation.Release;
import org.scst.core.internal.reservation.Reserve;
import org.scst.core.internal.reservation.ServiceAction;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.PrimaryCommands;

/**
 * The commands that core answers for a logical unit.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class PrimaryCommandSet {
    private PrimaryCommandSet() {}

    /** The set for one logical unit. */
    public static CommandSet of(DeviceFacts facts) {
        ReserveRelease reserve = new ReserveRelease(facts, true);
        ReserveRelease release = new ReserveRelease(facts, false);
        CommandSet.Builder set = CommandSet.builder()
                .add(PrimaryCommands.TEST_UNIT_READY, new TestUnitReady())
                .add(PrimaryCommands.REQUEST_SENSE, new RequestSense(facts))
                .add(PrimaryCommands.INQUIRY, new Inquiry(facts))
                .add(new ModeSelect(facts), PrimaryCommands.MODE_SELECT_6, PrimaryCommands.MODE_SELECT_10)
                .add(new ModeSense(facts), PrimaryCommands.MODE_SENSE_6, PrimaryCommands.MODE_SENSE_10)
                .add(reserve, PrimaryCommands.RESERVE_6, PrimaryCommands.RESERVE_10)
                .add(release, PrimaryCommands.RELEASE_6, PrimaryCommands.RELEASE_10)
                .add(PrimaryCommands.WRITE_BUFFER, new WriteBuffer())
                .add(PrimaryCommands.READ_BUFFER, new ReadBuffer())
                .add(PrimaryCommands.LOG_SENSE, new LogSense(facts))
                .add(PrimaryCommands.REPORT_LUNS, new ReportLuns())
                .add(PrimaryCommands.REPORT_SUPPORTED_OPERATION_CODES, new ReportSupportedOperationCodes())
                .add(
                        PrimaryCommands.REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS,
                        new ReportSupportedTaskManagementFunctions());
        if (facts.characteristics().removable()) {
            set.add(PrimaryCommands.PREVENT_ALLOW_MEDIUM_REMOVAL, new PreventAllowMediumRemoval(facts));
        }
        if (facts.portGroups() != null) {
            targetPortGroups(facts.portGroups(), set);
        }
        if (facts.copies()) {
            CopyCommandSet.addTo(set, facts.rodTokens());
        }
        if (facts.reservations() != null) {
            persistentReservations(facts, set);
        }
        return set.build();
    }

    /**
     * Puts a logical unit into target port groups, or out of them; the commands for them come and go with that, on one snapshot.
     * On the control thread.
     *
     * @param groups what holds from now on, or {@code null}
     */
    public static void regroup(DeviceFacts facts, TargetPortGroups groups) {
        boolean same = offered(facts.portGroups()) == offered(groups);
        facts.portGroups(groups);
        LogicalUnit unit = facts.logicalUnit();
        CommandTable table = same ? unit.view().table() : unit.view().table().withCore(of(facts));
        unit.change(view -> view.portGroups(groups, table));
    }

    /** How many of the commands for target port groups there are. */
    private static int offered(TargetPortGroups groups) {
        return groups == null ? 0 : groups.setting() == null ? 1 : 2;
    }

    private static void targetPortGroups(TargetPortGroups groups, CommandSet.Builder set) {
        set.add(PrimaryCommands.REPORT_TARGET_PORT_GROUPS, new ReportTargetPortGroups());
        if (groups.setting() != null) {
            set.add(PrimaryCommands.SET_TARGET_PORT_GROUPS, new SetTargetPortGroups());
        }
    }

    private static void persistentReservations(DeviceFacts facts, CommandSet.Builder set) {
        PersistentReservations reservations = facts.reservations();
        set.add(PrimaryCommands.PERSISTENT_RESERVE_IN_READ_KEYS, PersistentReserveIn.readKeys(reservations))
                .add(
                        PrimaryCommands.PERSISTENT_RESERVE_IN_READ_RESERVATION,
                        PersistentReserveIn.readReservation(reservations))
                .add(
                        PrimaryCommands.PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES,
                        PersistentReserveIn.reportCapabilities(reservations))
                .add(
                        PrimaryCommands.PERSISTENT_RESERVE_IN_READ_FULL_STATUS,
                        PersistentReserveIn.readFullStatus(reservations));
        out(set, PrimaryCommands.PERSISTENT_RESERVE_OUT_REGISTER, facts, new Register(false));
        out(set, PrimaryCommands.PERSISTENT_RESERVE_OUT_RESERVE, facts, new Reserve());
        out(set, PrimaryCommands.PERSISTENT_RESERVE_OUT_RELEASE, facts, new Release());
        out(set, PrimaryCommands.PERSISTENT_RESERVE_OUT_CLEAR, facts, new Clear());
        out(set, PrimaryCommands.PERSISTENT_RESERVE_OUT_PREEMPT, facts, new Preempt(false));
        out(set, PrimaryCommands.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, facts, new Preempt(true));
        out(set, PrimaryCommands.PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY, facts, new Register(true));
        out(set, PrimaryCommands.PERSISTENT_RESERVE_OUT_REGISTER_AND_MOVE, facts, new RegisterAndMove());
    }

    private static void out(CommandSet.Builder set, CommandDescriptor row, DeviceFacts facts, ServiceAction action) {
        set.add(row, new PersistentReserveOut(facts, action));
    }
}
