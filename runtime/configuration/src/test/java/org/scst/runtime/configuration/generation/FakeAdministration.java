package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.Diagnosis;
import org.scst.core.admin.GenerationReport;
import org.scst.core.admin.ItlNexusSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Problem;
import org.scst.core.admin.ReservationsSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.testkit.FakeSnapshots.Device;
import org.scst.testkit.FakeSnapshots.Group;
import org.scst.testkit.FakeSnapshots.Lun;
import org.scst.testkit.FakeSnapshots.Nexus;
import org.scst.testkit.FakeSnapshots.Platform;
import org.scst.testkit.FakeSnapshots.Target;

/** A core whose generations end when the test says so, and which may have one session on one target with one device. */
final class FakeAdministration implements Administration {
    private static final NexusSnapshot SESSION =
            new Nexus("1", "iqn.x:san", "iqn.client", "127.0.0.1:5000", "", "live", 0, Map.of(), Map.of(), null);

    private final List<CompletableFuture<GenerationReport>> pending = new ArrayList<>();
    private final List<Long> generations = new ArrayList<>();
    private List<Problem> problems = List.of();
    private long inForce;
    private boolean session;
    private List<DeviceGroupSnapshot> deviceGroups = List.of();

    /** Generations that were asked for. */
    List<Long> generations() {
        return generations;
    }

    void startAt(long generation) {
        inForce = generation;
    }

    void session(boolean there) {
        session = there;
    }

    void deviceGroups(DeviceGroupSnapshot... groups) {
        deviceGroups = List.of(groups);
    }

    /** Brings everything that was asked for into force. */
    void bringIntoForce(Problem... reported) {
        problems = List.of(reported);
        inForce = generations.getLast();
        pending.forEach(stage -> stage.complete(new GenerationReport(inForce, problems)));
        pending.clear();
    }

    void fail(String message) {
        pending.forEach(stage -> stage.completeExceptionally(new IllegalStateException(message)));
        pending.clear();
    }

    /** Stops: what was asked for is not brought into force by this one. */
    void cancel() {
        pending.forEach(stage -> stage.cancel(false));
        pending.clear();
    }

    @Override
    public PlatformSnapshot platform() {
        return new Platform(Map.of(), true, inForce, problems, 0, 0, List.of(), Map.of(), Map.of());
    }

    @Override
    public List<DeviceSnapshot> devices() {
        return List.of(Device.disk("a", "ready", "", 1, List.of("iqn.x:san lun 0")));
    }

    @Override
    public List<TargetSnapshot> targets() {
        Group own = new Group("", List.of(), List.of(new Lun(0, "a", false, "ready")));
        return List.of(new Target("iqn.x:san", "san", "iscsi", true, 1, List.of(own), 1));
    }

    @Override
    public List<ItlNexusSnapshot> itlNexuses(String device, String nexusId) {
        throw new UnsupportedOperationException("nobody asks for them here");
    }

    @Override
    public List<NexusSnapshot> nexuses() {
        return session ? List.of(SESSION) : List.of();
    }

    @Override
    public List<CommandSnapshot> commands() {
        return List.of();
    }

    @Override
    public List<DeviceGroupSnapshot> deviceGroups() {
        return deviceGroups;
    }

    @Override
    public CompletionStage<Void> followFile(String targetGroup) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Diagnosis why(String initiator, String target) {
        return new Diagnosis(List.of());
    }

    @Override
    public CompletionStage<GenerationReport> apply(long generation) {
        generations.add(generation);
        CompletableFuture<GenerationReport> stage = new CompletableFuture<>();
        pending.add(stage);
        return stage;
    }

    @Override
    public CompletionStage<Void> clearWriteError(String device) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> ejectMedium(String device, boolean force) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> loadMedium(String device) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> block(String device) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> unblock(String device) {
        throw new UnsupportedOperationException();
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
        return CompletableFuture.completedFuture(null);
    }
}
