package org.scst.core.internal.reservation;

/**
 * A PERSISTENT RESERVE OUT command: what a service action needs of it.
 *
 * <p><i>Threading:</i> immutable, but for the ports.
 *
 * @param nexus the I_T nexus it came by
 * @param scope SCOPE field, not yet judged
 * @param typeCode TYPE field, not yet judged
 * @param list its parameter list
 * @param ports of the SCSI target device
 */
public record Request(Registrant nexus, int scope, int typeCode, ParameterList list, TargetPorts ports) {

    /** Whether the parameter list has the key under which the nexus is registered. */
    boolean keyMatches(ReservationState state) {
        return state.registered(nexus, list.key());
    }
}
