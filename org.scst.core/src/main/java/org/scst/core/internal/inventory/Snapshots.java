package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Problem;
import org.scst.core.admin.Statistics;
import org.scst.core.admin.TargetSnapshot;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.nexus.ItNexus;

/**
 * Makes what operators' tools see.
 *
 * <p><i>Threading:</i> any thread; commands in flight are asked of their nexuses and awaited for a second at most.
 */
final class Snapshots {
    private final MidLayer midLayer;

    Snapshots(MidLayer midLayer) {
        this.midLayer = midLayer;
    }

    private record Platform(
            Map<String, List<String>> portals,
            boolean gateOpen,
            long generation,
            List<Problem> problems,
            long bufferBytes,
            long bufferLimit,
            Map<String, Long> counters)
            implements PlatformSnapshot {}

    private record DeviceRow(
            String name,
            String handler,
            String state,
            String reason,
            long bytes,
            int blockLength,
            boolean readOnly,
            String serialNumber,
            String naa,
            boolean writeErrorLatched,
            boolean spaceLow,
            Map<String, String> properties,
            List<String> mappings,
            Statistics statistics)
            implements DeviceSnapshot {}

    private record TargetRow(
            String name,
            String id,
            String driver,
            boolean registered,
            int relativePortIdentifier,
            List<GroupSnapshot> groups,
            int nexuses)
            implements TargetSnapshot {}

    private record GroupRow(String name, List<String> initiators, List<TargetSnapshot.LunSnapshot> luns)
            implements TargetSnapshot.GroupSnapshot {}

    private record LunRow(int lun, String device, boolean readOnly, String state)
            implements TargetSnapshot.LunSnapshot {}

    private record NexusRow(
            String id,
            String target,
            String initiator,
            String address,
            String group,
            String state,
            int commands,
            Map<String, String> properties,
            Statistics statistics)
            implements NexusSnapshot {}

    PlatformSnapshot platform() {
        return new Platform(
                midLayer.drivers().portals(),
                midLayer.gate().isOpen(),
                midLayer.generation(),
                midLayer.problems(),
                midLayer.total().reserved(),
                midLayer.total().limit(),
                counters());
    }

    private Map<String, Long> counters() {
        Map<String, Long> all = midLayer.counters().values();
        all.put("dropped_events", midLayer.events().dropped());
        return all;
    }

    List<DeviceSnapshot> devices() {
        Map<String, List<String>> mappings = mappings();
        List<DeviceSnapshot> rows = new ArrayList<>();
        for (Device device : midLayer.devices().all().values()) {
            LogicalUnitView view = device.logicalUnit().view();
            rows.add(new DeviceRow(
                    device.name(),
                    device.pid(),
                    device.stateWords(),
                    device.reason(),
                    view.capacity() * view.blockLength(),
                    view.blockLength(),
                    device.facts().characteristics().readOnly(),
                    device.facts().identity().unitSerialNumber(),
                    String.format(
                            Locale.ROOT, "%016x", device.facts().identity().naa()),
                    OpenedDevice.WRITE_ERROR.equals(view.writeRefused()),
                    device.spaceLow(),
                    device.properties(),
                    mappings.getOrDefault(device.name(), List.of()),
                    device.logicalUnit().statistics()));
        }
        return rows;
    }

    private Map<String, List<String>> mappings() {
        Map<String, List<String>> mappings = new HashMap<>();
        for (Targets.Target target : midLayer.targets().all().values()) {
            groups(target)
                    .forEach(group -> group.map()
                            .entries()
                            .forEach(entry -> mappings.computeIfAbsent(
                                            entry.logicalUnit().name(), name -> new ArrayList<>())
                                    .add(target.name() + (group.name().isEmpty() ? "" : "/" + group.name()) + " lun "
                                            + entry.lun())));
        }
        return mappings;
    }

    private static List<InitiatorGroup> groups(Targets.Target target) {
        List<InitiatorGroup> groups = new ArrayList<>();
        groups.add(target.port().maps().own());
        groups.addAll(target.port().maps().groups());
        return groups;
    }

    List<TargetSnapshot> targets() {
        List<TargetSnapshot> rows = new ArrayList<>();
        for (Targets.Target target : midLayer.targets().all().values()) {
            rows.add(new TargetRow(
                    target.name(),
                    target.id(),
                    Drivers.name(target.driverPid()),
                    target.port().registered(),
                    target.port().relativePortIdentifier(),
                    groups(target).stream().map(this::group).toList(),
                    target.port().nexuses().size()));
        }
        return rows;
    }

    private TargetSnapshot.GroupSnapshot group(InitiatorGroup group) {
        List<TargetSnapshot.LunSnapshot> luns = new ArrayList<>();
        for (LunMap.Entry entry : group.map().entries()) {
            String name = entry.logicalUnit().name();
            Device device = midLayer.devices().all().get(name);
            luns.add(new LunRow(entry.lun(), name, entry.readOnly(), device == null ? "missing" : device.stateWords()));
        }
        return new GroupRow(group.name(), group.patterns(), luns);
    }

    List<NexusSnapshot> nexuses() {
        List<NexusSnapshot> rows = new ArrayList<>();
        for (ItNexus nexus : midLayer.nexuses()) {
            rows.add(new NexusRow(
                    nexus.id(),
                    nexus.port().maps().target(),
                    nexus.description().initiatorName(),
                    nexus.description().address(),
                    nexus.group().name(),
                    nexus.state().name().toLowerCase(Locale.ROOT),
                    nexus.commandsInFlight(),
                    nexus.transport().properties(),
                    nexus.statistics()));
        }
        return rows;
    }

    List<CommandSnapshot> commands() {
        List<CompletableFuture<List<CommandSnapshot>>> asked = new ArrayList<>();
        for (ItNexus nexus : midLayer.nexuses()) {
            CompletableFuture<List<CommandSnapshot>> answer = new CompletableFuture<>();
            nexus.execute(() -> answer.complete(nexus.commandSnapshots(nexus.id())));
            asked.add(answer.completeOnTimeout(List.of(), 1, TimeUnit.SECONDS));
        }
        List<CommandSnapshot> rows = new ArrayList<>();
        asked.forEach(answer -> rows.addAll(answer.join()));
        return rows;
    }

    CompletionStage<Void> clearWriteError(String device) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        midLayer.control().execute(() -> {
            if (midLayer.clearWriteError(device)) {
                done.complete(null);
            } else {
                done.completeExceptionally(new NoSuchElementException("no device is named " + device));
            }
        });
        return done;
    }

    CompletionStage<Void> closeNexus(String nexusId, String reason) {
        for (ItNexus nexus : midLayer.nexuses()) {
            if (nexus.id().equals(nexusId)) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                nexus.execute(() -> {
                    nexus.close(reason);
                    done.complete(null);
                });
                return done;
            }
        }
        return CompletableFuture.failedFuture(new NoSuchElementException("no session has the id " + nexusId));
    }
}
