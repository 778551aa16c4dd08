package org.scst.core.internal.inventory;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.scst.core.scsi.AsymmetricAccessState;

/**
 * A device group as its files say it is to be.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name of its file
 * @param explicit whether initiators may set states
 * @param devices names of its devices
 * @param targetGroups by the names of their files
 */
record PlannedDeviceGroup(
        String name, boolean explicit, List<String> devices, SortedMap<String, PlannedTargetGroup> targetGroups) {

    /**
     * One of its target groups.
     *
     * @param name of its file
     * @param id TARGET PORT GROUP
     * @param preferred PREF
     * @param state that the file says
     * @param local names of targets of this machine
     * @param remote names of targets of others by their RELATIVE TARGET PORT IDENTIFIER
     */
    record PlannedTargetGroup(
            String name,
            int id,
            boolean preferred,
            AsymmetricAccessState state,
            List<String> local,
            Map<Integer, String> remote) {}
}
