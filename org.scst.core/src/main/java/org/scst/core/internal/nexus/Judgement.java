package org.scst.core.internal.nexus;

import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.scsi.AsymmetricAccessState;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ReservationClass;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.UnitAttentionRule;

/**
 * What stands on the edge from ENABLED to PROCESSING, on one fresh snapshot, in this order: reservation, unit attention,
 * asymmetric access state, readiness, write protection, range. A reservation conflict never consumes a unit
 * attention.
 *
 * <p><i>Threading:</i> stateless; called on the nexus's executor.
 */
final class Judgement {
    private Judgement() {}

    /** {@code null} when the command may be processed. */
    static Outcome judge(Command command) {
        LogicalUnitView view = command.logicalUnit().view();
        if (view.table() != command.view.table()) {
            Outcome refused = Routing.routeAgain(command, view);
            if (refused != null) {
                return refused;
            }
        }
        if (command.blocks() > 0 && view.blockLength() != command.view.blockLength()) {
            return Outcome.BUSY; // its data was measured by a block length that the medium has no more
        }
        command.view = view;
        CommandDescriptor row = command.row.descriptor();
        if (view.reservedBy() != null && conflicts(command, view, row)) {
            return Outcome.RESERVATION_CONFLICT;
        }
        if (view.persistent() != null && command.itl.access(view.persistent()).refuses(row, command.cdb())) {
            return Outcome.RESERVATION_CONFLICT;
        }
        if (row == null || row.unitAttentionRule() == UnitAttentionRule.REPORTS) {
            Sense attention = command.itl.reportAttention();
            if (attention != null) {
                command.reportedAttention = attention;
                return Outcome.check(attention);
            }
        }
        if (view.portGroups() != null) {
            AsymmetricAccessState state = command.itl.accessState(view.portGroups());
            if (state.refuses(row)) {
                return state.refusal();
            }
        }
        if (command.row.core()) {
            return null;
        }
        if (refusedNotReady(command, view)) {
            return view.notReady();
        }
        return row == null ? null : medium(command, view, row);
    }

    /** Whether the medium's state refuses the command. */
    static boolean refusedNotReady(Command command, LogicalUnitView view) {
        return view.notReady() != null && !makesReady(command.row.descriptor(), view.notReady());
    }

    /** What alone can make a medium ready again reaches it, and what does not ask for the medium. */
    private static boolean makesReady(CommandDescriptor row, Outcome notReady) {
        if (row != null && row.withoutMedium()) {
            return true;
        }
        return switch (notReady.sense().additional()) {
            case LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED,
                    MEDIUM_NOT_PRESENT,
                    MEDIUM_NOT_PRESENT_TRAY_CLOSED,
                    MEDIUM_NOT_PRESENT_TRAY_OPEN -> row == BlockCommands.START_STOP_UNIT;
            case SANITIZE_COMMAND_FAILED ->
                row != null && row.operationCode() == BlockCommands.SANITIZE_OVERWRITE.operationCode();
            case MEDIUM_FORMAT_CORRUPTED -> row == BlockCommands.FORMAT_UNIT;
            default -> false;
        };
    }

    /** Whether the RESERVE that is held refuses the command. */
    private static boolean conflicts(Command command, LogicalUnitView view, CommandDescriptor row) {
        boolean own = view.reservedBy() == command.nexus;
        if (own || row == null) {
            return !own || row != null && row.reservationClass().conflictsWithOwnReserve();
        }
        ReservationClass treated = row.reservationClass();
        return !treated.allowedUnderReserve() && !treated.allowedByFields(command.cdb());
    }

    private static Outcome medium(Command command, LogicalUnitView view, CommandDescriptor row) {
        if (row.writesMedium()) {
            if (command.itl.readOnly()) {
                return Outcome.WRITE_PROTECTED;
            }
            if (view.writeRefused() != null) {
                return view.writeRefused();
            }
        }
        if (row.lbaField() != null
                && (Long.compareUnsigned(command.lba, view.capacity()) > 0
                        || command.blocks > view.capacity() - command.lba)) {
            return Outcome.LBA_OUT_OF_RANGE;
        }
        return null;
    }
}
