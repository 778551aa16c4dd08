package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.internal.inventory.DeviceGroups.InForce;
import org.scst.core.internal.inventory.PlannedDeviceGroup.PlannedTargetGroup;
import org.scst.core.internal.portgroup.TargetPortGroup;

/**
 * Device groups as operators' tools see them.
 *
 * <p><i>Threading:</i> any thread.
 */
final class DeviceGroupViews {
    private final MidLayer midLayer;

    DeviceGroupViews(MidLayer midLayer) {
        this.midLayer = midLayer;
    }

    private record GroupRow(String name, List<String> devices, boolean explicit, List<TargetGroupSnapshot> targetGroups)
            implements DeviceGroupSnapshot {}

    private record TargetGroupRow(
            String name,
            int id,
            boolean preferred,
            String state,
            String configuredState,
            String altered,
            List<DeviceGroupSnapshot.PortSnapshot> ports)
            implements DeviceGroupSnapshot.TargetGroupSnapshot {}

    private record PortRow(String target, int relativePortIdentifier, boolean local)
            implements DeviceGroupSnapshot.PortSnapshot {}

    List<DeviceGroupSnapshot> all() {
        List<DeviceGroupSnapshot> rows = new ArrayList<>();
        for (InForce group : midLayer.deviceGroups().all().values()) {
            rows.add(new GroupRow(
                    group.plan().name(),
                    group.plan().devices(),
                    group.plan().explicit(),
                    group.groups().groups().stream()
                            .map(one ->
                                    targetGroup(one, group.plan().targetGroups().get(one.name())))
                            .toList()));
        }
        return rows;
    }

    private DeviceGroupSnapshot.TargetGroupSnapshot targetGroup(TargetPortGroup group, PlannedTargetGroup file) {
        List<DeviceGroupSnapshot.PortSnapshot> ports = new ArrayList<>();
        for (String name : file.local()) {
            Targets.Target target = midLayer.targets().find(name);
            if (target != null) {
                ports.add(new PortRow(name, target.port().relativePortIdentifier(), true));
            }
        }
        file.remote().forEach((id, name) -> {
            if (group.ports().contains(id)) {
                ports.add(new PortRow(name, id, false));
            }
        });
        return new TargetGroupRow(
                group.name(),
                group.id(),
                group.preferred(),
                group.state().word(),
                file.state().word(),
                group.altered().name().toLowerCase(Locale.ROOT),
                ports);
    }

    CompletionStage<Void> followFile(String targetGroup) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        midLayer.control().execute(() -> {
            DeviceGroups groups = midLayer.deviceGroups();
            boolean known = groups.all().values().stream()
                    .anyMatch(group -> group.plan().targetGroups().containsKey(targetGroup));
            if (known) {
                groups.followFile(targetGroup);
                groups.settled().thenRun(() -> done.complete(null));
            } else {
                done.completeExceptionally(new NoSuchElementException("no target group is named " + targetGroup));
            }
        });
        return done;
    }
}
