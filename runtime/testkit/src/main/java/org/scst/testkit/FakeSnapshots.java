package org.scst.testkit;

import java.util.List;
import java.util.Map;
import org.scst.core.admin.DeviceSnapshot;
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
            Map<String, Long> counters)
            implements PlatformSnapshot {}

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
            implements TargetSnapshot {}

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
            Statistics statistics)
            implements NexusSnapshot {}
}
