package org.scst.core.internal.portgroup;

import java.util.List;
import org.scst.core.scsi.AsymmetricAccessState;

/**
 * Target ports through which the devices of a device group are reached alike (SPC-4 5.15.2).
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name of its configuration file
 * @param id TARGET PORT GROUP, 0 to FFFFh
 * @param preferred PREF
 * @param state in which its ports are
 * @param altered how it came to that state
 * @param ports RELATIVE TARGET PORT IDENTIFIERs, those of other machines included
 * @param local whether one of the ports is ours
 */
public record TargetPortGroup(
        String name,
        int id,
        boolean preferred,
        AsymmetricAccessState state,
        Altered altered,
        List<Integer> ports,
        boolean local) {

    /** STATUS CODE: how a group came to its state. */
    public enum Altered {
        /** It has had no other. */
        NEVER,
        /** An initiator has set it. */
        EXPLICITLY,
        /** An operator has changed it. */
        IMPLICITLY;

        /** The code. */
        public int code() {
            return ordinal();
        }
    }

    /** Copies its arguments. */
    public TargetPortGroup {
        ports = List.copyOf(ports);
    }

    /** In another state. */
    TargetPortGroup in(AsymmetricAccessState next, Altered how) {
        return next == state ? this : new TargetPortGroup(name, id, preferred, next, how, ports, local);
    }

    /** Whether initiators are shown the same of both, but for how it came to that. */
    boolean looksLike(TargetPortGroup other) {
        return id == other.id && preferred == other.preferred && state == other.state && ports.equals(other.ports);
    }
}
