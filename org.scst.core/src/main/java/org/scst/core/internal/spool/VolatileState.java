package org.scst.core.internal.spool;

import java.util.List;

/**
 * The volatile SCSI state of all devices and nexuses at the moment of an orderly stop.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param devices those that were flushed and closed in order
 * @param nexuses those that were live when their driver stopped
 */
public record VolatileState(List<SpooledDevice> devices, List<SpooledNexus> nexuses) {
    /** Nothing is known: every I_T_L nexus begins with power on. */
    public static final VolatileState NONE = new VolatileState(List.of(), List.of());

    /** Copies its arguments. */
    public VolatileState {
        devices = List.copyOf(devices);
        nexuses = List.copyOf(nexuses);
    }
}
