package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.scst.core.admin.CommandSnapshot;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.console.text.Table;

/** {@code commands}: what is in flight, by state, the oldest first. */
final class Commands implements Command {
    private final Services services;

    Commands(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "commands";
    }

    @Override
    public String purpose() {
        return "List the commands in flight by state and age";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("", 0, 0);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "what initiators wait for, the oldest first"),
                new Example("--json", "the same for programs, ages in microseconds"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        List<CommandSnapshot> commands = services.core().commands().stream()
                .sorted(Comparator.comparing(CommandSnapshot::state)
                        .thenComparing(
                                Comparator.comparing(CommandSnapshot::age).reversed()))
                .toList();
        Table table = new Table()
                .column("STATE", "state")
                .column("AGE", "age")
                .column("IN STATE", "in_state")
                .column("COMMAND", "command")
                .column("DEVICE", "device")
                .column("LUN", "lun")
                .column("INITIATOR", "initiator")
                .column("IDENTIFIER", "identifier")
                .column("ENDS BECAUSE", "abort_reason");
        commands.forEach(command -> table.row(
                command.state(),
                seconds(command.age()),
                seconds(command.inState()),
                command.command(),
                command.device(),
                command.lun() < 0 ? null : command.lun(),
                command.initiator(),
                command.identifier(),
                command.abortReason()));
        List<Map<String, Object>> rows = table.json();
        for (int i = 0; i < commands.size(); i++) {
            rows.get(i).put("age", commands.get(i).age().toNanos() / 1000);
            rows.get(i).put("in_state", commands.get(i).inState().toNanos() / 1000);
            rows.get(i).put("session", commands.get(i).nexus());
        }
        Map<String, Long> states = commands.stream()
                .collect(Collectors.groupingBy(CommandSnapshot::state, TreeMap::new, Collectors.counting()));
        Object json = Answer.object("unit_of_ages", "microseconds", "by_state", states, "commands", rows);
        return Answer.done(summary(states) + table.text("No command is in flight."), json);
    }

    private static String summary(Map<String, Long> states) {
        if (states.isEmpty()) {
            return "";
        }
        String counts = states.entrySet().stream()
                .map(entry -> entry.getValue() + " " + Plain.of(entry.getKey()))
                .collect(Collectors.joining(", "));
        return counts + "\n\n";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.6f s", duration.toNanos() / 1e9);
    }
}
