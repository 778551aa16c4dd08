package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.Health;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Plain;

/** {@code status}: whether everything is as the files say, and what is not. */
final class Status implements Command {
    private static final String WAIT = "--wait";
    private static final List<String> UNSETTLED = List.of("opening", "blocked");
    private static final String USUAL_SECONDS = "60";

    private final Services services;
    private final Environment environment;

    Status(Services services, Environment environment) {
        this.services = services;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String purpose() {
        return "Show portals, generation, devices that are not ready, problems with file and line";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[" + WAIT + "[=SECONDS]]", 0, 0, Grammar.optional(WAIT));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "the whole platform on a page"),
                new Example("--wait=30", "0 once logins are answered and devices settled, 1 after 30 s"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        boolean settled = !words.has(WAIT) || awaitSettled(words.option(WAIT).orElse(USUAL_SECONDS), conversation);
        Administration core = services.core();
        PlatformSnapshot platform = core.platform();
        List<DeviceSnapshot> devices = core.devices();
        List<DeviceSnapshot> notReady = devices.stream()
                .filter(device -> !device.state().equals("ready"))
                .toList();
        List<FileProblem> problems = new ArrayList<>(
                services.files().map(ConfigurationFiles::problems).orElseGet(() -> configurationAbsent()));
        problems.addAll(DeploymentProblems.of(services));
        int sessions = core.nexuses().size();
        int targets = core.targets().size();

        String health = services.health()
                .map(Health::examine)
                .map(HealthChecks::summary)
                .orElse("unknown: org.scst.runtime.health is not running");

        StringBuilder text = new StringBuilder();
        line(text, "Logins", platform.gateOpen() ? "answered" : "held until the start is complete");
        line(text, "Generation", platform.generation() == 0 ? "none yet" : Long.toString(platform.generation()));
        portals(platform).forEach((driver, where) -> line(text, "Portals", driver + " " + where));
        if (platform.portals().isEmpty()) {
            line(text, "Portals", "none: no target driver is running");
        }
        line(text, "Targets", targets + ", sessions " + sessions);
        line(text, "Devices", devices.size() + ", not ready " + notReady.size());
        notReady.forEach(device -> text.append("  ")
                .append(Plain.of(device.name() + ": " + device.state() + reason(device)))
                .append('\n'));
        line(text, "Buffers", new Bytes(platform.bufferBytes()) + " of " + new Bytes(platform.bufferLimit()));
        line(text, "Health", health);
        line(text, "Problems", problems.isEmpty() ? "none" : Integer.toString(problems.size()));
        text.append(FileProblems.lines(problems));

        List<Object> missing = new ArrayList<>();
        notReady.forEach(device ->
                missing.add(Answer.object("name", device.name(), "state", device.state(), "reason", device.reason())));
        Object json = Answer.object(
                "gate_open", platform.gateOpen(),
                "generation", platform.generation(),
                "portals", platform.portals(),
                "targets", targets,
                "sessions", sessions,
                "devices", devices.size(),
                "devices_not_ready", missing,
                "buffer_bytes", platform.bufferBytes(),
                "buffer_limit_bytes", platform.bufferLimit(),
                "health", health,
                "problems", FileProblems.json(problems));
        return new Answer(settled ? ExitStatus.DONE : ExitStatus.FAILED, text.toString(), json);
    }

    private boolean awaitSettled(String word, Conversation conversation) throws CommandFailure {
        if (!word.matches("[0-9]{1,6}")) {
            throw CommandFailure.usage("\"" + word + "\" is no number of seconds", "write for example --wait=30");
        }
        conversation.doing("Waiting until logins are answered, portals listen and devices are ready");
        boolean settled = environment.await(
                () -> conversation.isCancelled() || isSettled(), Duration.ofSeconds(Integer.parseInt(word)));
        conversation.quiet();
        return settled && isSettled();
    }

    /** Logins are answered somewhere, and no device is on its way to another state. */
    private boolean isSettled() {
        return services.administration()
                .filter(core -> core.platform().gateOpen())
                .filter(core -> core.platform().portals().values().stream().anyMatch(where -> !where.isEmpty()))
                .filter(core -> core.devices().stream().allMatch(device -> !UNSETTLED.contains(device.state())))
                .isPresent();
    }

    private static void line(StringBuilder text, String what, String answer) {
        text.append(String.format("%-12s%s%n", what + ":", Plain.of(answer)));
    }

    private static Map<String, String> portals(PlatformSnapshot platform) {
        Map<String, String> portals = new TreeMap<>();
        platform.portals()
                .forEach((driver, where) ->
                        portals.put(driver, where.isEmpty() ? "listens nowhere" : String.join(", ", where)));
        return portals;
    }

    private static String reason(DeviceSnapshot device) {
        return device.reason().isEmpty() ? "" : ", " + device.reason();
    }

    private static List<FileProblem> configurationAbsent() {
        return List.of(new FileProblem(
                "",
                0,
                "org.scst.runtime.configuration is not running: files are not followed",
                "start it, see \"bundles\""));
    }
}
