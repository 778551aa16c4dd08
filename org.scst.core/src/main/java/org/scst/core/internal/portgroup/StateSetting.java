package org.scst.core.internal.portgroup;

import java.util.Map;
import java.util.function.Consumer;
import org.scst.core.scsi.AsymmetricAccessState;
import org.scst.core.scsi.Outcome;

/**
 * Puts states in force that an initiator has asked for (SET TARGET PORT GROUPS).
 *
 * <p><i>Threading:</i> may be called on any thread; returns at once.
 */
public interface StateSetting {
    /**
     * Begins it.
     *
     * @param deviceGroup name of the device group
     * @param wanted states by TARGET PORT GROUP
     * @param by the nexus that asked: it is not told by a unit attention condition
     * @param done is given the outcome once, on any thread: GOOD when the states are kept and in force
     */
    void set(String deviceGroup, Map<Integer, AsymmetricAccessState> wanted, Object by, Consumer<Outcome> done);
}
