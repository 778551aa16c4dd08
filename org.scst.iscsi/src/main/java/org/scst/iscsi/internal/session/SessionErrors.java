package org.scst.iscsi.internal.session;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.scst.core.scsi.Sense;
import org.scst.iscsi.internal.pdu.RejectReason;

/**
 * What went wrong in one session: PDUs that were rejected, commands that ended CHECK CONDITION. The log is told of the first PDU of each
 * reason, and at the end how many more there were: an initiator may send as many as it likes.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class SessionErrors {
    private final Consumer<String> log;
    private final Set<RejectReason> logged = EnumSet.noneOf(RejectReason.class);
    private long untold;
    private long rejects;
    private String lastReject = "";
    private long checkConditions;
    private Sense lastSense;

    /**
     * For operators.
     *
     * @param rejects PDUs that were rejected
     * @param lastReject reason and cause of the last, or empty
     * @param checkConditions commands that ended so
     * @param lastCheckCondition sense of the last, or empty
     */
    record Told(long rejects, String lastReject, long checkConditions, String lastCheckCondition) {}

    /** @param log takes one line */
    SessionErrors(Consumer<String> log) {
        this.log = log;
    }

    void rejected(RejectReason reason, String why) {
        rejects++;
        lastReject = reason + ": " + why;
        if (logged.add(reason)) {
            log.accept("rejected, " + why);
        } else {
            untold++;
        }
    }

    void checkCondition(Sense sense) {
        checkConditions++;
        lastSense = sense;
    }

    Told told() {
        return new Told(rejects, lastReject, checkConditions, lastSense == null ? "" : lastSense.toString());
    }

    /** The session has ended. */
    void ended() {
        if (untold > 0) {
            log.accept(untold + " more PDUs were rejected for the same reasons");
        }
    }
}
