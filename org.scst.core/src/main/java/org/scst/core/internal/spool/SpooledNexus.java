package org.scst.core.internal.spool;

import java.util.List;
import org.scst.core.scsi.TransportId;

/**
 * An I_T nexus at the moment of the stop.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param port name of the target port
 * @param key identifies the initiator port there, as its driver gave it
 * @param initiatorName name of the initiator
 * @param groupName the name that initiator groups match
 * @param initiatorPort TransportID of the initiator port; {@code null} when its transport has none
 * @param inventory the logical unit inventory that it had seen, as {@code LUN DEVICE} pairs in one text; empty when none
 * @param units its I_T_L nexuses
 */
public record SpooledNexus(
        String port,
        String key,
        String initiatorName,
        String groupName,
        TransportId initiatorPort,
        String inventory,
        List<SpooledLogicalUnit> units) {

    /** Of an initiator that groups match by its name. */
    public SpooledNexus(
            String port,
            String key,
            String initiatorName,
            TransportId initiatorPort,
            String inventory,
            List<SpooledLogicalUnit> units) {
        this(port, key, initiatorName, initiatorName, initiatorPort, inventory, units);
    }

    /** Of a transport without TransportIDs. */
    public SpooledNexus(
            String port, String key, String initiatorName, String inventory, List<SpooledLogicalUnit> units) {
        this(port, key, initiatorName, null, inventory, units);
    }

    /** The same with other I_T_L nexuses. */
    public SpooledNexus with(List<SpooledLogicalUnit> others) {
        return new SpooledNexus(port, key, initiatorName, groupName, initiatorPort, inventory, others);
    }

    /** Copies its arguments. */
    public SpooledNexus {
        units = List.copyOf(units);
    }
}
