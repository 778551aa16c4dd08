package org.scst.core.internal.logicalunit;

import java.util.function.Consumer;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.scsi.Outcome;

/**
 * Everything a command is judged by, as one snapshot; a change makes a new one.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param table rows and handlers
 * @param notReady outcome for commands of the medium while it cannot be used; {@code null} when ready
 * @param writeRefused outcome for writing commands; {@code null} when the medium can be written
 * @param blockLength bytes of a logical block, at least 1
 * @param capacity number of logical blocks
 * @param reservedBy the nexus that holds a RESERVE, or {@code null}
 * @param persistent registrations and persistent reservation; {@code null} as long as nobody is registered
 * @param portGroups its target port groups; {@code null} when it is reached alike through all ports
 * @param queueLimit most commands of one I_T_L nexus
 * @param rules of its task sets
 * @param logicalBlocks the medium for third-party copies; {@code null} when it takes no part in them
 */
public record LogicalUnitView(
        CommandTable table,
        Outcome notReady,
        Outcome writeRefused,
        int blockLength,
        long capacity,
        Object reservedBy,
        ReservationState persistent,
        TargetPortGroups portGroups,
        int queueLimit,
        TaskSetRules rules,
        LogicalBlocks logicalBlocks) {

    /** Of a logical unit with which nobody is registered, and that is in no device group. */
    public LogicalUnitView(
            CommandTable table,
            Outcome notReady,
            Outcome writeRefused,
            int blockLength,
            long capacity,
            Object reservedBy,
            int queueLimit) {
        this(
                table,
                notReady,
                writeRefused,
                blockLength,
                capacity,
                reservedBy,
                null,
                null,
                queueLimit,
                TaskSetRules.DEFAULT,
                null);
    }

    /** With another holder of the RESERVE. */
    public LogicalUnitView reservedBy(Object holder) {
        return with(next -> next.reservedBy = holder);
    }

    /** With other registrations. */
    public LogicalUnitView persistent(ReservationState state) {
        return with(next -> next.persistent = state.isEmpty() ? null : state);
    }

    /** With another verdict about readiness. */
    public LogicalUnitView notReady(Outcome outcome) {
        return with(next -> next.notReady = outcome);
    }

    /** With another verdict about writing. */
    public LogicalUnitView writeRefused(Outcome outcome) {
        return with(next -> next.writeRefused = outcome);
    }

    /** With another table, block length and capacity. */
    public LogicalUnitView medium(CommandTable newTable, int newBlockLength, long newCapacity) {
        return with(next -> {
            next.table = newTable;
            next.blockLength = newBlockLength;
            next.capacity = newCapacity;
        });
    }

    /** With other rules of its task sets. */
    LogicalUnitView rules(TaskSetRules others) {
        return with(next -> next.rules = others);
    }

    /** In other target port groups, and with the commands for them. */
    public LogicalUnitView portGroups(TargetPortGroups others, CommandTable newTable) {
        return with(next -> {
            next.portGroups = others;
            next.table = newTable;
        });
    }

    /** With another way to the medium for third-party copies. */
    public LogicalUnitView logicalBlocks(LogicalBlocks blocks) {
        return with(next -> next.logicalBlocks = blocks);
    }

    private LogicalUnitView with(Consumer<Draft> change) {
        Draft next = new Draft(this);
        change.accept(next);
        return next.view();
    }

    /** The next snapshot, while it is made. */
    private static final class Draft {
        private final int queueLimit;
        private CommandTable table;
        private Outcome notReady;
        private Outcome writeRefused;
        private int blockLength;
        private long capacity;
        private Object reservedBy;
        private ReservationState persistent;
        private TargetPortGroups portGroups;
        private TaskSetRules rules;
        private LogicalBlocks logicalBlocks;

        Draft(LogicalUnitView view) {
            queueLimit = view.queueLimit;
            table = view.table;
            notReady = view.notReady;
            writeRefused = view.writeRefused;
            blockLength = view.blockLength;
            capacity = view.capacity;
            reservedBy = view.reservedBy;
            persistent = view.persistent;
            portGroups = view.portGroups;
            rules = view.rules;
            logicalBlocks = view.logicalBlocks;
        }

        LogicalUnitView view() {
            return new LogicalUnitView(
                    table,
                    notReady,
                    writeRefused,
                    blockLength,
                    capacity,
                    reservedBy,
                    persistent,
                    portGroups,
                    queueLimit,
                    rules,
                    logicalBlocks);
        }
    }
}
