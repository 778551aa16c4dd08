package org.scst.testkit;

import java.util.List;
import java.util.Map;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.LimitSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Problem;
import org.scst.core.admin.Statistics;
import org.scst.core.admin.TargetSnapshot;

/**
 * What core's administration shows of its objects, as a test wants it shown.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class FakeSnapshots {
    private FakeSnapshots() {}

    /** The platform. */
    public record Platform(
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

    /** A driver's limit. */
    public record Limit(String driver, String property, String unit, long inUse, long most, long exceeded)
            implements LimitSnapshot {}

    /**
     * A device.
     *
     * @param statistics {@code null} when nobody asks for them
     */
    public record Device(
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
            implements DeviceSnapshot {

        /** A disk of which no more matters than this. */
        public static Device disk(String name, String state, String reason, long bytes, List<String> mappings) {
            return new Device(
                    name,
                    "org.scst.vdisk",
                    state,
                    reason,
                    bytes,
                    512,
                    false,
                    "0123abcd",
                    "3000000000000001",
                    false,
                    false,
                    Map.of("type", "fileio"),
                    mappings,
                    null);
        }

        /** The same, with what its storage is said to be short of. */
        public Device troubled(boolean refusesWrites, boolean lowOnSpace) {
            return new Device(
                    name,
                    handler,
                    state,
                    reason,
                    bytes,
                    blockLength,
                    readOnly,
                    serialNumber,
                    naa,
                    refusesWrites,
                    lowOnSpace,
                    properties,
                    mappings,
                    statistics);
        }

        /** The same, with what it has done. */
        public Device used(Statistics figures) {
            return new Device(
                    name,
                    handler,
                    state,
                    reason,
                    bytes,
                    blockLength,
                    readOnly,
                    serialNumber,
                    naa,
                    writeErrorLatched,
                    spaceLow,
                    properties,
                    mappings,
                    figures);
        }
    }

    /** A target. */
    public record Target(
            String name,
            String id,
            String driver,
            boolean registered,
            int relativePortIdentifier,
            List<GroupSnapshot> groups,
            int nexuses)
            implements TargetSnapshot {

        /** As of iSCSI; other drivers drop theirs. */
        @Override
        public boolean sessionsOutliveUpdates() {
            return driver.equals("iscsi");
        }
    }

    /** An initiator group; without a name the target's own LUNs. */
    public record Group(String name, List<String> initiators, List<TargetSnapshot.LunSnapshot> luns)
            implements TargetSnapshot.GroupSnapshot {}

    /** A LUN. */
    public record Lun(int lun, String device, boolean readOnly, String state) implements TargetSnapshot.LunSnapshot {}

    /**
     * A nexus.
     *
     * @param statistics {@code null} when nobody asks for them
     */
    public record Nexus(
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

    /** A device group. */
    public record DeviceGroup(
            String name, List<String> devices, boolean explicit, List<TargetGroupSnapshot> targetGroups)
            implements DeviceGroupSnapshot {}

    /** One of its target groups. */
    public record TargetGroup(
            String name,
            int id,
            boolean preferred,
            String state,
            String configuredState,
            String altered,
            List<DeviceGroupSnapshot.PortSnapshot> ports)
            implements DeviceGroupSnapshot.TargetGroupSnapshot {}

    /** A port in it. */
    public record Port(String target, int relativePortIdentifier, boolean local)
            implements DeviceGroupSnapshot.PortSnapshot {}
}
