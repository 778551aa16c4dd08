package org.scst.core.internal.logicalunit;

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
 * @param queueLimit most commands of one I_T_L nexus
 */
public record LogicalUnitView(
        CommandTable table,
        Outcome notReady,
        Outcome writeRefused,
        int blockLength,
        long capacity,
        Object reservedBy,
        ReservationState persistent,
        int queueLimit) {

    /** Of a logical unit with which nobody is registered. */
    public LogicalUnitView(
            CommandTable table,
            Outcome notReady,
            Outcome writeRefused,
            int blockLength,
            long capacity,
            Object reservedBy,
            int queueLimit) {
        this(table, notReady, writeRefused, blockLength, capacity, reservedBy, null, queueLimit);
    }

    /** With another holder of the RESERVE. */
    public LogicalUnitView reservedBy(Object holder) {
        return new LogicalUnitView(
                table, notReady, writeRefused, blockLength, capacity, holder, persistent, queueLimit);
    }

    /** With other registrations. */
    public LogicalUnitView persistent(ReservationState state) {
        return new LogicalUnitView(
                table,
                notReady,
                writeRefused,
                blockLength,
                capacity,
                reservedBy,
                state.isEmpty() ? null : state,
                queueLimit);
    }

    /** With another verdict about readiness. */
    public LogicalUnitView notReady(Outcome outcome) {
        return new LogicalUnitView(
                table, outcome, writeRefused, blockLength, capacity, reservedBy, persistent, queueLimit);
    }

    /** With another verdict about writing. */
    public LogicalUnitView writeRefused(Outcome outcome) {
        return new LogicalUnitView(table, notReady, outcome, blockLength, capacity, reservedBy, persistent, queueLimit);
    }

    /** With another table, block length and capacity. */
    public LogicalUnitView medium(CommandTable newTable, int newBlockLength, long newCapacity) {
        return new LogicalUnitView(
                newTable, notReady, writeRefused, newBlockLength, newCapacity, reservedBy, persistent, queueLimit);
    }
}
