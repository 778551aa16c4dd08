package org.scst.local.internal.target;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverProblem;

/**
 * What a target's file says, checked.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param mount where its disks are files; {@code null} for nowhere
 * @param vhostUser socket of virtual machines; {@code null} for none
 * @param driverSocket socket of drivers outside; {@code null} for none
 * @param queuedCommands of one initiator that may be in progress
 */
record TargetSettings(Path mount, Path vhostUser, Path driverSocket, int queuedCommands) {
    private static final int DEFAULT_QUEUED = 128;
    private static final int MOST_QUEUED = 2048;

    /**
     * Reads the properties.
     *
     * @param problems receives what cannot hold; its default holds instead
     */
    static TargetSettings of(DriverConfiguration.Target target, List<DriverProblem> problems) {
        return new TargetSettings(
                path(target, "mount", problems),
                path(target, "vhost_user", problems),
                path(target, "driver_socket", problems),
                queued(target.id(), target.properties(), problems));
    }

    private static Path path(DriverConfiguration.Target target, String key, List<DriverProblem> problems) {
        String value = target.properties().getOrDefault(key, "").trim();
        if (value.isEmpty()) {
            return null;
        }
        try {
            Path path = Path.of(value).normalize();
            if (path.isAbsolute() && path.getNameCount() > 0) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Reported below, like one that is not absolute.
        }
        problems.add(new DriverProblem(
                target.id(), key, key + " = " + value + " is no absolute path", "Write one that begins with a slash."));
        return null;
    }

    private static int queued(String id, Map<String, String> properties, List<DriverProblem> problems) {
        String key = "QueuedCommands";
        String value =
                properties.getOrDefault(key, Integer.toString(DEFAULT_QUEUED)).trim();
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= MOST_QUEUED) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        problems.add(new DriverProblem(
                id,
                key,
                key + " = " + value + " is no number from 1 to " + MOST_QUEUED,
                "Correct it; " + DEFAULT_QUEUED + " holds meanwhile."));
        return DEFAULT_QUEUED;
    }
}
