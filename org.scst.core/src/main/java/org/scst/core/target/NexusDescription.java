package org.scst.core.target;

import org.scst.core.scsi.TransportId;

/**
 * Who stands at the other end of an I_T nexus.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param key identifies the initiator port at this target port, the same after a reconnect (iSCSI: name and ISID)
 * @param initiatorName the name that initiator groups match
 * @param initiatorPort TransportID of the initiator port; {@code null} when the transport has none
 * @param address where it connects from, for people
 * @param expectedLengths whether the transport supplies expected data transfer lengths; without, the CDB alone decides
 * @param carriesCommands for a resumed nexus: whether the initiator still waits for commands in flight (the connection is the
 *     same). Then held completions go out through the new transport; else those commands end without a response
 */
public record NexusDescription(
        String key,
        String initiatorName,
        TransportId initiatorPort,
        String address,
        boolean expectedLengths,
        boolean carriesCommands) {}
