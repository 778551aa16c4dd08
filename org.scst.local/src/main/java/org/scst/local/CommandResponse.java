package org.scst.local;

import org.scst.core.scsi.Outcome;

/**
 * How a command ended.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param outcome status, and sense data taken apart with CHECK CONDITION
 * @param sense the sense data as the logical unit sends it, in fixed or descriptor format; empty without
 * @param residual bytes: negative for fewer than were expected (underflow), positive for more (overflow), 0 for neither
 * @param received bytes of Data-In
 */
public record CommandResponse(Outcome outcome, byte[] sense, long residual, int received) {

    /** Copies the sense data. */
    public CommandResponse {
        sense = sense.clone();
    }

    /** The sense data, a copy. */
    @Override
    public byte[] sense() {
        return sense.clone();
    }
}
