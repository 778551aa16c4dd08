package org.scst.local.internal.block;

import org.scst.core.linux.Errno;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * What follows from the end of a command for whoever knows no SCSI: it is done, it is sent again, or an error number.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param next what to do
 * @param error a positive error number with {@link Next#FAIL}, else 0
 */
record Verdict(Next next, int error) {
    private static final Verdict DONE = new Verdict(Next.DONE, 0);
    private static final Verdict AT_ONCE = new Verdict(Next.AGAIN_AT_ONCE, 0);
    private static final Verdict LATER = new Verdict(Next.AGAIN_LATER, 0);

    enum Next {
        DONE,
        /** What was in the way is gone with having been told; it may be another logical unit now. */
        AGAIN_AT_ONCE,
        /** It has to pass first. */
        AGAIN_LATER,
        FAIL
    }

    static Verdict of(Outcome outcome) {
        return switch (outcome.status()) {
            case GOOD, CONDITION_MET -> DONE;
            case BUSY, TASK_SET_FULL, ACA_ACTIVE, TASK_ABORTED -> LATER;
            case RESERVATION_CONFLICT -> fail(Errno.EBADE);
            case CHECK_CONDITION -> of(outcome.sense());
            default -> fail(Errno.EIO);
        };
    }

    /** The same, but that it is not done: less or more was transferred than was to be. */
    Verdict butNotDone() {
        return next == Next.DONE ? fail(Errno.EIO) : this;
    }

    private static Verdict of(Sense sense) {
        AdditionalSense additional = sense.additional();
        return switch (sense.key()) {
            case NO_SENSE, RECOVERED_ERROR -> DONE;
            case UNIT_ATTENTION -> AT_ONCE;
            case ABORTED_COMMAND -> LATER;
            case NOT_READY -> notReady(additional);
            case DATA_PROTECT ->
                fail(additional == AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT ? Errno.ENOSPC : Errno.EROFS);
            case ILLEGAL_REQUEST -> fail(illegal(additional));
            default -> fail(Errno.EIO);
        };
    }

    /** 3Ah is a medium that is not there; 04/01, 04/0A and the like pass. */
    private static Verdict notReady(AdditionalSense additional) {
        if (additional.asc() == 0x3A) {
            return fail(Errno.ENOMEDIUM);
        }
        return additional == AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY
                        || additional == AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_ASYMMETRIC_ACCESS_STATE_TRANSITION
                ? LATER
                : fail(Errno.EIO);
    }

    private static int illegal(AdditionalSense additional) {
        return switch (additional) {
            case INVALID_COMMAND_OPERATION_CODE, INVALID_FIELD_IN_CDB -> Errno.EOPNOTSUPP;
            case LOGICAL_UNIT_NOT_SUPPORTED -> Errno.ENXIO;
            default -> Errno.EIO;
        };
    }

    private static Verdict fail(int error) {
        return new Verdict(Next.FAIL, error);
    }
}
