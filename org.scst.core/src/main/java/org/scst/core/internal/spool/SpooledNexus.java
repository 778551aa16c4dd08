package org.scst.core.internal.spool;

import java.util.List;

/**
 * An I_T nexus at the moment of the stop.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param port name of the target port
 * @param key identifies the initiator port there, as its driver gave it
 * @param initiatorName the name that initiator groups match
 * @param inventory the logical unit inventory that it had seen, as {@code LUN DEVICE} pairs in one text; empty when none
 * @param units its I_T_L nexuses
 */
public record SpooledNexus(
        String port, String key, String initiatorName, String inventory, List<SpooledLogicalUnit> units) {

    /** Copies its arguments. */
    public SpooledNexus {
        units = List.copyOf(units);
    }
}
