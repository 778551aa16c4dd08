package org.scst.core.internal.reservation;

import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.ReservationClass;

/**
 * What a persistent reservation leaves to one I_T nexus (SPC-4 and SBC-3, commands allowed in the presence of various
 * reservations): the tables themselves are the reservation classes of the rows.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum Access {
    /** It holds the reservation, is let in by its type, or nothing is reserved. */
    EVERYTHING,
    /** A write exclusive type leaves it out. */
    WITHOUT_WRITES,
    /** An exclusive access type leaves it out. */
    WITHOUT_MEDIUM;

    /**
     * Whether a command ends RESERVATION CONFLICT.
     *
     * @param row of the command; {@code null} for one that no row describes
     */
    public boolean refuses(CommandDescriptor row, Cdb cdb) {
        if (this == EVERYTHING) {
            return false;
        }
        if (row == null) {
            return true;
        }
        ReservationClass treated = row.reservationClass();
        boolean allowed =
                this == WITHOUT_WRITES ? treated.allowedUnderWriteExclusive() : treated.allowedUnderExclusiveAccess();
        return !allowed && !treated.allowedByFields(cdb);
    }
}
