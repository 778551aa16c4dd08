package org.scst.runtime.console.command;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.Diagnosis;
import org.scst.core.admin.GenerationReport;
import org.scst.core.admin.ItlNexusSnapshot;
import org.scst.core.admin.LimitSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Problem;
import org.scst.core.admin.ReservationsSnapshot;
import org.scst.core.admin.Statistics;
import org.scst.core.admin.TargetSnapshot;
import org.scst.testkit.FakeSnapshots.Device;
import org.scst.testkit.FakeSnapshots.Group;
import org.scst.testkit.FakeSnapshots.Lun;
import org.scst.testkit.FakeSnapshots.Nexus;
import org.scst.testkit.FakeSnapshots.Platform;
import org.scst.testkit.FakeSnapshots.Target;

/** A core that shows what a test puts into it. */
final class FakeCore implements Administration {
    static final String HOSTILE = "iqn.evil\u001b[2J\u202e\n:x";

    final List<Device> devices = new ArrayList<>();
    final List<TargetSnapshot> targets = new ArrayList<>();
    final List<NexusSnapshot> nexuses = new ArrayList<>();
    final List<CommandSnapshot> commands = new ArrayList<>();
    final List<ItlNexusSnapshot> uses = new ArrayList<>();
    final Map<String, List<String>> portals = new TreeMap<>(Map.of("iscsi", List.of("127.0.0.1:3260", "[::1]:3260")));
    final List<Problem> problems = new ArrayList<>();
    final List<LimitSnapshot> limits = new ArrayList<>();
    final Map<String, Map<String, Long>> refusedLogins = new TreeMap<>();
    Diagnosis diagnosis = new Diagnosis(List.of());
    List<String> asked = List.of();
    /** Devices that refuse writes since a flush has failed. */
    final Set<String> latched = new HashSet<>();

    final Set<String> prevented = new HashSet<>();
    final List<String> mediumAsked = new ArrayList<>();

    final Map<String, ReservationsSnapshot> reservations = new TreeMap<>();
    final Map<String, String> restored = new TreeMap<>();
    RuntimeException refusal;

    final List<DeviceGroupSnapshot> deviceGroups = new ArrayList<>();
    /** Target groups whose files are to hold again. */
    final List<String> following = new ArrayList<>();

    long generation = 1;
    boolean gateOpen = true;
    boolean repeating;
    boolean staying;
    /** What else happens while a session is asked to leave. */
    Runnable whileLeaving = () -> {};

    /** A diagnosis that repeats what was asked. */
    static Diagnosis.Step repeated(String initiator, String target) {
        return new Diagnosis.Step(initiator, true, target, "");
    }

    FakeCore device(String name, String state, String reason, long bytes) {
        devices.removeIf(device -> device.name().equals(name));
        devices.add(Device.disk(name, state, reason, bytes, List.of("iqn.x:san lun 0"))
                .used(new Figures()));
        return this;
    }

    FakeCore target(String name, String id, boolean registered, Map<Integer, String> luns) {
        targets.removeIf(target -> target.name().equals(name));
        List<TargetSnapshot.LunSnapshot> mapped = new ArrayList<>();
        luns.forEach((lun, device) -> mapped.add(new Lun(lun, device, false, "ready")));
        targets.add(new Target(name, id, "iscsi", registered, 1, List.of(new Group("", List.of(), mapped)), 0));
        return this;
    }

    /** Has another driver serve this target. */
    FakeCore drivenBy(String driver, String target) {
        targets.replaceAll(old -> old.name().equals(target)
                ? new Target(old.name(), old.id(), driver, old.registered(), 1, old.groups(), old.nexuses())
                : old);
        return this;
    }

    FakeCore group(String target, String name, List<String> initiators, Map<Integer, String> luns) {
        Target old = (Target) targets.stream()
                .filter(candidate -> candidate.name().equals(target))
                .findFirst()
                .orElseThrow();
        List<TargetSnapshot.GroupSnapshot> groups = new ArrayList<>(old.groups());
        List<TargetSnapshot.LunSnapshot> mapped = new ArrayList<>();
        luns.forEach((lun, device) -> mapped.add(new Lun(lun, device, false, "ready")));
        groups.add(new Group(name, initiators, mapped));
        targets.remove(old);
        targets.add(new Target(
                old.name(), old.id(), old.driver(), old.registered(), old.relativePortIdentifier(), groups, 0));
        return this;
    }

    FakeCore session(String id, String target, String initiator) {
        return session(id, target, initiator, "");
    }

    FakeCore session(String id, String target, String initiator, String group) {
        nexuses.add(new Nexus(
                id,
                target,
                initiator,
                "192.0.2.7:50000",
                group,
                "live",
                2,
                Map.of("HeaderDigest", "None"),
                new TreeMap<>(
                        Map.of("MaxCmdSN", "40", "LastReject", "", "Portal", "192.0.2.1:3260", "BytesHeld", "270336")),
                new Figures()));
        return this;
    }

    FakeCore command(String nexus, String device, String state, Duration age) {
        commands.add(new InFlight(nexus, HOSTILE, "0x1f", 0, device, "READ(10)", state, age, age.dividedBy(2), ""));
        return this;
    }

    @Override
    public PlatformSnapshot platform() {
        return new Platform(
                Map.copyOf(portals),
                gateOpen,
                generation,
                List.copyOf(problems),
                4096,
                1 << 20,
                List.copyOf(limits),
                refusedLogins,
                new TreeMap<>(Map.of("busy", 3L)));
    }

    @Override
    public List<DeviceSnapshot> devices() {
        return devices.stream()
                .<DeviceSnapshot>map(device -> device.troubled(latched.contains(device.name()), false))
                .toList();
    }

    @Override
    public List<TargetSnapshot> targets() {
        return List.copyOf(targets);
    }

    @Override
    public List<NexusSnapshot> nexuses() {
        return List.copyOf(nexuses);
    }

    /** What a test says of an initiator at a device. */
    record Use(String nexus, String target, String initiator, int lun, String device, Statistics statistics)
            implements ItlNexusSnapshot {}

    FakeCore use(String nexus, int lun, String device) {
        uses.add(new Use(nexus, "iqn.t", HOSTILE, lun, device, new Figures()));
        return this;
    }

    @Override
    public List<ItlNexusSnapshot> itlNexuses(String device, String nexusId) {
        return uses.stream()
                .filter(use -> device.isEmpty() || use.device().equals(device))
                .filter(use -> nexusId.isEmpty() || use.nexus().equals(nexusId))
                .toList();
    }

    @Override
    public List<CommandSnapshot> commands() {
        return List.copyOf(commands);
    }

    @Override
    public List<DeviceGroupSnapshot> deviceGroups() {
        return List.copyOf(deviceGroups);
    }

    @Override
    public CompletionStage<Void> followFile(String targetGroup) {
        following.add(targetGroup);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Diagnosis why(String initiator, String target) {
        asked = List.of(initiator, target);
        return repeating ? new Diagnosis(List.of(repeated(initiator, target))) : diagnosis;
    }

    @Override
    public CompletionStage<GenerationReport> apply(long number) {
        throw new UnsupportedOperationException("no command applies a generation itself");
    }

    @Override
    public CompletionStage<Void> clearWriteError(String device) {
        latched.remove(device);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> ejectMedium(String device, boolean force) {
        if (prevented.contains(device) && !force) {
            return CompletableFuture.failedFuture(new IOException("an initiator prevents the removal of its medium"));
        }
        mediumAsked.add("eject " + device);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> loadMedium(String device) {
        mediumAsked.add("load " + device);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> block(String device) {
        mediumAsked.add("block " + device);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> unblock(String device) {
        return mediumAsked.remove("block " + device)
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IllegalStateException("it is not blocked"));
    }

    @Override
    public Optional<ReservationsSnapshot> reservations(String device) {
        return Optional.ofNullable(reservations.get(device));
    }

    @Override
    public CompletionStage<Void> restoreReservations(String device, String text) {
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        restored.put(device, text);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> closeNexus(String nexusId, String reason) {
        whileLeaving.run();
        nexuses.removeIf(nexus -> !staying && nexus.id().equals(nexusId));
        return CompletableFuture.completedFuture(null);
    }

    record InFlight(
            String nexus,
            String initiator,
            String identifier,
            int lun,
            String device,
            String command,
            String state,
            Duration age,
            Duration inState,
            String abortReason)
            implements CommandSnapshot {}

    /** Counters of something that was used a little. */
    static final class Figures implements Statistics {
        @Override
        public long commands() {
            return 100;
        }

        @Override
        public long reads() {
            return 60;
        }

        @Override
        public long writes() {
            return 30;
        }

        @Override
        public long readBytes() {
            return 245760;
        }

        @Override
        public long writtenBytes() {
            return 122880;
        }

        @Override
        public long checkConditions() {
            return 1;
        }

        @Override
        public double latencyMicros(double quantile) {
            return quantile < 0.9 ? 12.34 : -1;
        }

        @Override
        public List<LatencyBucket> latencies() {
            return List.of(new LatencyBucket("PROCESSING", 4096, 16.0, 90));
        }
    }
}
