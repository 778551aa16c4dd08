package org.scst.iscsi.internal.session;

/**
 * Who is at both ends of a session (RFC 7143 4.4, 6.3).
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param initiatorName iSCSI name of the initiator node
 * @param isid initiator's part of the session identifier, six bytes
 * @param tsih target's part of the session identifier, 1 to 65535
 * @param cid identifier of the session's one connection
 * @param targetName iSCSI name of the target node
 */
public record SessionIdentity(String initiatorName, long isid, int tsih, int cid, String targetName) {
    /** Under which core knows the nexus of an initiator port. */
    public static String nexusKey(String initiatorName, long isid) {
        return initiatorName + ",i,0x" + String.format("%012x", isid);
    }
}
