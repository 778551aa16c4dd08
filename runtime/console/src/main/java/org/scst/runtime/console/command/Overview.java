package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.Health;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Plain;

/**
 * The whole platform at one moment, on a page.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param platform as core knows it
 * @param devices all of them
 * @param targets how many there are
 * @param sessions how many there are
 * @param health the worst check in one line
 * @param problems of configuration files and of jars
 */
record Overview(
        PlatformSnapshot platform,
        List<DeviceSnapshot> devices,
        int targets,
        int sessions,
        String health,
        List<FileProblem> problems) {

    static Overview of(Services services) throws CommandFailure {
        Administration core = services.core();
        List<FileProblem> problems = new ArrayList<>(
                services.files().map(ConfigurationFiles::problems).orElseGet(Overview::configurationAbsent));
        problems.addAll(DeploymentProblems.of(services));
        String health = services.health()
                .map(Health::examine)
                .map(HealthChecks::summary)
                .orElse("unknown: org.scst.runtime.health is not running");
        return new Overview(
                core.platform(),
                core.devices(),
                core.targets().size(),
                core.nexuses().size(),
                health,
                problems);
    }

    private static List<FileProblem> configurationAbsent() {
        return List.of(new FileProblem(
                "",
                0,
                "org.scst.runtime.configuration is not running: files are not followed",
                "start it, see \"bundles\""));
    }

    /** A driver that listens nowhere is worth a line where no other does. */
    private void portals(StringBuilder text) {
        boolean any = platform.portals().values().stream().anyMatch(where -> !where.isEmpty());
        platform.portals().forEach((driver, where) -> {
            if (!where.isEmpty() || !any) {
                line(text, "Portals", driver + " " + (where.isEmpty() ? "listens nowhere" : String.join(", ", where)));
            }
        });
    }

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "Logins", platform.gateOpen() ? "answered" : "held until the start is complete");
        line(text, "Generation", platform.generation() == 0 ? "none yet" : Long.toString(platform.generation()));
        portals(text);
        if (platform.portals().isEmpty()) {
            line(text, "Portals", "none: no target driver is running");
        }
        line(text, "Targets", targets + ", sessions " + sessions);
        devices(text);
        line(text, "Buffers", new Bytes(platform.bufferBytes()) + " of " + new Bytes(platform.bufferLimit()));
        Limits limits = Limits.of(platform);
        limits.inUse().forEach((driver, words) -> line(text, "Limits", driver + " " + words));
        limits.turnedAway().forEach((driver, words) -> line(text, "Refused", driver + " " + words));
        line(text, "Health", health);
        line(text, "Problems", problems.isEmpty() ? "none" : Integer.toString(problems.size()));
        return text.append(FileProblems.lines(problems)).toString();
    }

    private void devices(StringBuilder text) {
        List<DeviceSnapshot> notReady = notReady();
        List<DeviceSnapshot> refusing = refusingWrites(devices);
        line(
                text,
                "Devices",
                devices.size() + ", not ready " + notReady.size()
                        + (refusing.isEmpty() ? "" : ", refusing writes " + refusing.size()));
        notReady.forEach(device -> text.append("  ")
                .append(Plain.of(device.name() + ": " + device.state()
                        + (device.reason().isEmpty() ? "" : ", " + device.reason())))
                .append('\n'));
        text.append(refusal(refusing));
    }

    /** Those whose writes are refused since a flush has failed. */
    static List<DeviceSnapshot> refusingWrites(List<DeviceSnapshot> devices) {
        return devices.stream().filter(DeviceSnapshot::writeErrorLatched).toList();
    }

    /** What that means and how it ends, a line for each. */
    static String refusal(List<DeviceSnapshot> refusing) {
        StringBuilder text = new StringBuilder();
        refusing.forEach(device -> text.append("  ")
                .append(Plain.of(device.name()
                        + ": refuses writes since a flush has failed, acknowledged ones may be lost;"
                        + " cure its storage, check its data, then: clear " + device.name()))
                .append('\n'));
        return text.toString();
    }

    Object json() {
        return Answer.object(
                "gate_open", platform.gateOpen(),
                "generation", platform.generation(),
                "portals", platform.portals(),
                "targets", targets,
                "sessions", sessions,
                "devices", devices.size(),
                "devices_not_ready",
                        notReady().stream()
                                .map(device -> (Object) Answer.object(
                                        "name", device.name(), "state", device.state(), "reason", device.reason()))
                                .toList(),
                "devices_refusing_writes",
                        refusingWrites(devices).stream()
                                .map(DeviceSnapshot::name)
                                .toList(),
                "buffer_bytes", platform.bufferBytes(),
                "buffer_limit_bytes", platform.bufferLimit(),
                "limits", Limits.of(platform).json(),
                "refused_logins", platform.refusedLogins(),
                "health", health,
                "problems", FileProblems.json(problems));
    }

    private List<DeviceSnapshot> notReady() {
        return devices.stream()
                .filter(device -> !device.state().equals("ready"))
                .toList();
    }

    private static void line(StringBuilder text, String what, String answer) {
        text.append(String.format("%-12s%s%n", what + ":", Plain.of(answer)));
    }
}
