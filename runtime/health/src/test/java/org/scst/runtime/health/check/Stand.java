package org.scst.runtime.health.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
import org.scst.core.admin.TargetSnapshot;
import org.scst.testkit.FakeSnapshots.Device;
import org.scst.testkit.FakeSnapshots.Group;
import org.scst.testkit.FakeSnapshots.Lun;
import org.scst.testkit.FakeSnapshots.Platform;
import org.scst.testkit.FakeSnapshots.Target;

/** A platform as a test wants it to stand. */
final class Stand implements Administration {
    final Map<String, List<String>> portals = new TreeMap<>(Map.of("iscsi", List.of("127.0.0.1:3260")));
    final List<Problem> problems = new ArrayList<>();
    final List<DeviceSnapshot> devices = new ArrayList<>();
    final List<TargetSnapshot> targets = new ArrayList<>();
    final List<LimitSnapshot> limits = new ArrayList<>();
    final Map<String, Map<String, Long>> refusedLogins = new TreeMap<>();
    boolean gateOpen = true;
    long bufferBytes;
    long bufferLimit = 1L << 30;

    Stand disk(String name, String state, String reason) {
        devices.add(Device.disk(name, state, reason, 1 << 20, List.of()));
        return this;
    }

    Stand troubledDisk(String name, boolean refusesWrites, boolean lowOnSpace) {
        devices.add(Device.disk(name, "ready", "", 1 << 20, List.of()).troubled(refusesWrites, lowOnSpace));
        return this;
    }

    Stand target(String driver, String device, String state) {
        TargetSnapshot.GroupSnapshot own = new Group("", List.of(), List.of(new Lun(0, device, false, state)));
        targets.add(new Target("iqn.a", "a", driver, true, 1, List.of(own), 0));
        return this;
    }

    CoreService asCore() {
        CoreService core = new CoreService();
        core.bindAdministration(this);
        return core;
    }

    @Override
    public PlatformSnapshot platform() {
        return new Platform(portals, gateOpen, 1, problems, bufferBytes, bufferLimit, limits, refusedLogins, Map.of());
    }

    @Override
    public List<DeviceSnapshot> devices() {
        return devices;
    }

    @Override
    public List<TargetSnapshot> targets() {
        return targets;
    }

    @Override
    public List<ItlNexusSnapshot> itlNexuses(String device, String nexusId) {
        throw new UnsupportedOperationException("nobody asks for them here");
    }

    @Override
    public List<NexusSnapshot> nexuses() {
        throw new UnsupportedOperationException("no check asks for sessions");
    }

    @Override
    public List<CommandSnapshot> commands() {
        throw new UnsupportedOperationException("no check asks for commands");
    }

    @Override
    public List<DeviceGroupSnapshot> deviceGroups() {
        return List.of();
    }

    @Override
    public CompletionStage<Void> followFile(String targetGroup) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Diagnosis why(String initiator, String target) {
        throw new UnsupportedOperationException("no check asks why");
    }

    @Override
    public CompletionStage<GenerationReport> apply(long generation) {
        throw new UnsupportedOperationException("checks change nothing");
    }

    @Override
    public CompletionStage<Void> clearWriteError(String device) {
        throw new UnsupportedOperationException("checks change nothing");
    }

    @Override
    public CompletionStage<Void> ejectMedium(String device, boolean force) {
        throw new UnsupportedOperationException("checks change nothing");
    }

    @Override
    public CompletionStage<Void> loadMedium(String device) {
        throw new UnsupportedOperationException("checks change nothing");
    }

    @Override
    public CompletionStage<Void> block(String device) {
        throw new UnsupportedOperationException("checks change nothing");
    }

    @Override
    public CompletionStage<Void> unblock(String device) {
        throw new UnsupportedOperationException("checks change nothing");
    }

    @Override
    public Optional<ReservationsSnapshot> reservations(String device) {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Void> restoreReservations(String device, String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> closeNexus(String nexusId, String reason) {
        throw new UnsupportedOperationException("checks change nothing");
    }
}
