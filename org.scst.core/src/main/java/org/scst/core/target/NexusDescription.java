package org.scst.core.target;

import org.scst.core.scsi.TransportId;

/**
 * Who stands at the other end of an I_T nexus.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param key identifies the initiator port at this target port, the same after a reconnect (iSCSI: name and ISID)
 * @param initiatorName name of the initiator
 * @param initiatorPort TransportID of the initiator port; {@code null} when the transport has none
 * @param address where it connects from, for people
 * @param expectedLengths whether the transport supplies expected data transfer lengths; without, the CDB alone decides
 * @param carriesCommands for a resumed nexus: whether the initiator still waits for commands in flight (the connection is the
 *     same). Then held completions go out through the new transport; else those commands end without a response
 * @param queue what the transport can queue
 * @param groupName the name that initiator groups match: the initiator's, or that with what makes a difference to them
 */
public record NexusDescription(
        String key,
        String initiatorName,
        TransportId initiatorPort,
        String address,
        boolean expectedLengths,
        boolean carriesCommands,
        Queue queue,
        String groupName) {

    /** Of an initiator that groups match by its name. */
    public NexusDescription(
            String key,
            String initiatorName,
            TransportId initiatorPort,
            String address,
            boolean expectedLengths,
            boolean carriesCommands,
            Queue queue) {
        this(key, initiatorName, initiatorPort, address, expectedLengths, carriesCommands, queue, initiatorName);
    }

    /** Of a transport that follows core's queue limit, whatever it is, and whose initiators send no data unasked. */
    public NexusDescription(
            String key,
            String initiatorName,
            TransportId initiatorPort,
            String address,
            boolean expectedLengths,
            boolean carriesCommands) {
        this(key, initiatorName, initiatorPort, address, expectedLengths, carriesCommands, Queue.UNBOUNDED);
    }

    /**
     * How many commands a transport queues, and what comes with them. Core reserves the unsolicited data of as many commands as
     * its queue limit allows.
     *
     * @param commands most commands it has in progress at a time, at least 1 (iSCSI: QueuedCommands)
     * @param unsolicitedBytes most bytes of a command that may come before core has asked for them (iSCSI: FirstBurstLength)
     */
    public record Queue(int commands, int unsolicitedBytes) {
        /** As many commands as core allows, no unsolicited data. */
        public static final Queue UNBOUNDED = new Queue(Integer.MAX_VALUE, 0);

        /** Refuses what no transport can mean. */
        public Queue {
            if (commands < 1 || unsolicitedBytes < 0) {
                throw new IllegalArgumentException(
                        "queue of " + commands + " commands, " + unsolicitedBytes + " bytes");
            }
        }
    }
}
