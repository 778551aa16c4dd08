package org.scst.runtime.configuration.generation;

import java.util.List;
import java.util.Optional;
import org.scst.core.admin.Administration;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.runtime.configuration.ObjectName;

/**
 * Says which sessions use an object: such an object does not go because its file was lost, only because somebody said so.
 *
 * <p><i>Threading:</i> as the administration service.
 */
final class LiveUse {
    private static final String GROUP_PID = "org.scst.core.group";

    private final Administration administration;

    LiveUse(Administration administration) {
        this.administration = administration;
    }

    /** Who uses the object, in words; empty when nobody does. */
    Optional<String> of(ObjectName object) {
        List<String> initiators = administration.nexuses().stream()
                .filter(nexus -> uses(nexus, object))
                .map(NexusSnapshot::initiator)
                .distinct()
                .sorted()
                .toList();
        if (initiators.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(initiators.size() == 1 ? "an initiator uses it" : initiators.size() + " initiators use it");
    }

    private boolean uses(NexusSnapshot nexus, ObjectName object) {
        return administration.targets().stream()
                .filter(target -> target.name().equals(nexus.target()))
                .anyMatch(target -> isTarget(target, object) || isGroup(nexus, object) || maps(target, nexus, object));
    }

    private static boolean isTarget(TargetSnapshot target, ObjectName object) {
        return target.id().equals(object.name()) && object.pid().endsWith(target.driver() + ".target");
    }

    private static boolean isGroup(NexusSnapshot nexus, ObjectName object) {
        return object.pid().equals(GROUP_PID) && object.name().equals(nexus.group());
    }

    private boolean maps(TargetSnapshot target, NexusSnapshot nexus, ObjectName object) {
        boolean isDevice = administration.devices().stream()
                .anyMatch(device ->
                        device.name().equals(object.name()) && device.handler().equals(object.pid()));
        return isDevice
                && target.groups().stream()
                        .filter(group -> group.name().equals(nexus.group()))
                        .flatMap(group -> group.luns().stream())
                        .anyMatch(lun -> lun.device().equals(object.name()));
    }
}
