package org.scst.iscsi.internal.session;

/**
 * Who keeps the sessions of a target.
 *
 * <p><i>Threading:</i> called on the event loops of the sessions.
 */
public interface SessionOwner {
    /** The session has ended: its connection is gone. */
    void ended(Session session);

    /** TARGET COLD RESET was carried out: every session of the target is to end (RFC 7143 11.5.1). */
    void endAll(String reason);
}
