package org.scst.iscsi.internal.session;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.scst.iscsi.internal.pdu.RejectReason;

/**
 * What the log is told of the PDUs of one session that were rejected: the first of each reason, and at the end how many more there
 * were. An initiator may send as many as it likes.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class Rejects {
    private final Consumer<String> log;
    private final Set<RejectReason> told = EnumSet.noneOf(RejectReason.class);
    private long untold;

    /** @param log takes one line */
    Rejects(Consumer<String> log) {
        this.log = log;
    }

    void rejected(RejectReason reason, String why) {
        if (told.add(reason)) {
            log.accept("rejected, " + why);
        } else {
            untold++;
        }
    }

    /** The session has ended. */
    void ended() {
        if (untold > 0) {
            log.accept(untold + " more PDUs were rejected for the same reasons");
        }
    }
}
