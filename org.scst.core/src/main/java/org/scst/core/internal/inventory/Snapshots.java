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
import java.util.function.Consumer;
import java.util.function.Function;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.ItlNexusSnapshot;
import org.scst.core.admin.LimitSnapshot;
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
            List<LimitSnapshot> limits,
            Map<String, Map<String, Long>> refusedLogins,
            Map<String, Long> counters)
            implements PlatformSnapshot {}

    private record LimitRow(String driver, String property, String unit, long inUse, long most, long exceeded)
            implements LimitSnapshot {}

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
            boolean sessionsOutliveUpdates,
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
            Map<String, String> progress,
            Statistics statistics)
            implements NexusSnapshot {}

    private record ItlNexusRow(
            String nexus, String target, String initiator, int lun, String device, Statistics statistics)
            implements ItlNexusSnapshot {}

    PlatformSnapshot platform() {
        return new Platform(
                midLayer.drivers().portals(),
                midLayer.gate().isOpen(),
                midLayer.generation(),
                midLayer.problems(),
                midLayer.total().reserved(),
                midLayer.total().limit(),
                limits(),
                midLayer.drivers().refusedLogins(),
                counters());
    }

    private List<LimitSnapshot> limits() {
        List<LimitSnapshot> rows = new ArrayList<>();
        midLayer.drivers()
                .limits()
                .forEach((driver, limits) -> limits.forEach(limit -> rows.add(new LimitRow(
                        driver,
                        limit.property(),
                        limit.unit().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        limit.inUse(),
                        limit.most(),
                        limit.exceeded()))));
        return rows;
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
                    device.words().state(),
                    device.words().reason(),
                    view.capacity() * view.blockLength(),
                    view.blockLength(),
                    device.facts().characteristics().readOnly(),
                    device.facts().unitSerialNumber(),
                    device.facts().naa(),
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
                    midLayer.drivers().sessionsOutliveUpdates(target.driverPid()),
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
            luns.add(new LunRow(
                    entry.lun(),
                    name,
                    entry.readOnly(),
                    device == null ? "missing" : device.words().state()));
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
                    nexus.transport().progress(),
                    nexus.statistics()));
        }
        return rows;
    }

    List<ItlNexusSnapshot> itlNexuses(String device, String nexusId) {
        List<ItlNexusSnapshot> rows = new ArrayList<>();
        for (ItNexus nexus : midLayer.nexuses()) {
            if (nexusId.isEmpty() || nexus.id().equals(nexusId)) {
                String target = nexus.port().maps().target();
                String initiator = nexus.description().initiatorName();
                nexus.uses(device)
                        .forEach(use -> rows.add(new ItlNexusRow(
                                nexus.id(), target, initiator, use.lun(), use.device(), use.statistics())));
            }
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

    /** Something to do with a device on the control thread; ends when what it began has ended. */
    CompletionStage<Void> ofDevice(String device, Function<Device, CompletionStage<Void>> action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        midLayer.control().execute(() -> {
            Device found = midLayer.device(device);
            if (found == null) {
                done.completeExceptionally(new NoSuchElementException("no device is named " + device));
                return;
            }
            action.apply(found).whenComplete((nothing, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        });
        return done;
    }

    /** Something to do with a nexus where it lives; ends when it is done. */
    CompletionStage<Void> ofNexus(String nexusId, Consumer<ItNexus> action) {
        for (ItNexus nexus : midLayer.nexuses()) {
            if (nexus.id().equals(nexusId)) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                nexus.execute(() -> {
                    action.accept(nexus);
                    done.complete(null);
                });
                return done;
            }
        }
        return CompletableFuture.failedFuture(new NoSuchElementException("no session has the id " + nexusId));
    }
}
