package org.scst.core.internal.copy;

import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/** A copy cannot be begun as it was asked for; carries the command's outcome. */
final class CopyRefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Outcome outcome;

    CopyRefusedException(Outcome outcome) {
        super(outcome.toString(), null, false, false);
        this.outcome = outcome;
    }

    static CopyRefusedException lengthError() {
        return new CopyRefusedException(Outcome.PARAMETER_LIST_LENGTH_ERROR);
    }

    static CopyRefusedException illegal(AdditionalSense additional) {
        return new CopyRefusedException(Outcome.check(SenseKey.ILLEGAL_REQUEST, additional));
    }

    /** A copy source or copy destination is not to be had (SPC-4: COPY ABORTED). */
    static CopyRefusedException aborted(AdditionalSense additional) {
        return new CopyRefusedException(Outcome.check(SenseKey.COPY_ABORTED, additional));
    }

    /** @param at first byte of the field in the parameter list */
    static CopyRefusedException field(int at, int bit) {
        return new CopyRefusedException(Outcome.check(Sense.invalidFieldInParameterList(at, bit)));
    }

    Outcome outcome() {
        return outcome;
    }
}
