package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.Diagnosis;
import org.scst.core.admin.GenerationReport;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Problem;
import org.scst.core.admin.Statistics;
import org.scst.core.admin.TargetSnapshot;

/** A core whose generations end when the test says so, and which may have one session on one target with one device. */
final class FakeAdministration implements Administration {
    private final List<CompletableFuture<GenerationReport>> pending = new ArrayList<>();
    private final List<Long> generations = new ArrayList<>();
    private List<Problem> problems = List.of();
    private long inForce;
    private boolean session;

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
        return new Platform(inForce, problems);
    }

    @Override
    public List<DeviceSnapshot> devices() {
        return List.of(new Device());
    }

    @Override
    public List<TargetSnapshot> targets() {
        return List.of(new Target());
    }

    @Override
    public List<NexusSnapshot> nexuses() {
        return session ? List.of(new Session()) : List.of();
    }

    @Override
    public List<CommandSnapshot> commands() {
        return List.of();
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
    public CompletionStage<Void> closeNexus(String nexusId, String reason) {
        return CompletableFuture.completedFuture(null);
    }

    private record Platform(long generation, List<Problem> problems) implements PlatformSnapshot {
        @Override
        public Map<String, List<String>> portals() {
            return Map.of();
        }

        @Override
        public boolean gateOpen() {
            return true;
        }

        @Override
        public long bufferBytes() {
            return 0;
        }

        @Override
        public long bufferLimit() {
            return 0;
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }
    }

    private static final class Device implements DeviceSnapshot {
        @Override
        public String name() {
            return "a";
        }

        @Override
        public String handler() {
            return "org.scst.vdisk";
        }

        @Override
        public String state() {
            return "ready";
        }

        @Override
        public String reason() {
            return "";
        }

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public int blockLength() {
            return 512;
        }

        @Override
        public boolean readOnly() {
            return false;
        }

        @Override
        public String serialNumber() {
            return "";
        }

        @Override
        public String naa() {
            return "";
        }

        @Override
        public Map<String, String> properties() {
            return Map.of();
        }

        @Override
        public List<String> mappings() {
            return List.of("iqn.x:san lun 0");
        }

        @Override
        public Statistics statistics() {
            throw new UnsupportedOperationException("nobody asks");
        }
    }

    private static final class Target implements TargetSnapshot {
        @Override
        public String name() {
            return "iqn.x:san";
        }

        @Override
        public String id() {
            return "san";
        }

        @Override
        public String driver() {
            return "iscsi";
        }

        @Override
        public boolean registered() {
            return true;
        }

        @Override
        public int relativePortIdentifier() {
            return 1;
        }

        @Override
        public List<GroupSnapshot> groups() {
            return List.of(new Group("", List.of(), List.of(new Lun(0, "a", false, "ready"))));
        }

        @Override
        public int nexuses() {
            return 1;
        }
    }

    private record Group(String name, List<String> initiators, List<TargetSnapshot.LunSnapshot> luns)
            implements TargetSnapshot.GroupSnapshot {}

    private record Lun(int lun, String device, boolean readOnly, String state) implements TargetSnapshot.LunSnapshot {}

    private static final class Session implements NexusSnapshot {
        @Override
        public String id() {
            return "1";
        }

        @Override
        public String target() {
            return "iqn.x:san";
        }

        @Override
        public String initiator() {
            return "iqn.client";
        }

        @Override
        public String address() {
            return "127.0.0.1:5000";
        }

        @Override
        public String group() {
            return "";
        }

        @Override
        public String state() {
            return "live";
        }

        @Override
        public int commands() {
            return 0;
        }

        @Override
        public Map<String, String> properties() {
            return Map.of();
        }

        @Override
        public Statistics statistics() {
            throw new UnsupportedOperationException("nobody asks");
        }
    }
}
