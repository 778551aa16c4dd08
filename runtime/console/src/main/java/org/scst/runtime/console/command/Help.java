package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scst.runtime.console.text.Table;

/** {@code help}: what commands there are and what they take. */
final class Help implements Command {
    private final List<Command> others;

    Help(List<Command> others) {
        this.others = List.copyOf(others);
    }

    @Override
    public String name() {
        return "help";
    }

    @Override
    public String purpose() {
        return "List the commands, or explain one";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[COMMAND]", 0, 1).with(Noun.COMMAND);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("export", "one command with examples"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        List<Command> all = new ArrayList<>(others);
        all.add(this);
        Optional<String> wanted = words.word(0);
        if (wanted.isPresent()) {
            Command command = all.stream()
                    .filter(candidate -> candidate.name().equals(wanted.get()))
                    .findFirst()
                    .orElseThrow(() -> CommandFailure.usage(
                            "there is no command \"" + wanted.get() + "\"", "\"help\" lists them"));
            String text = (command.name() + " " + command.grammar().synopsis()).strip() + " [--json]\n  "
                    + command.purpose() + ".\n" + examples(command);
            return Answer.done(text, described(command));
        }
        Table table = new Table().column("COMMAND", "command").column("PURPOSE", "purpose");
        all.forEach(command -> table.row(command.name(), command.purpose()));
        String end = "\n\"COMMAND --help\" says what it takes, with examples; each takes --json. Exit status: 0 done,"
                + " 1 failed and nothing changed, 2 usage, 3 partly applied, 4 not running, 5 needs --force.\n";
        return Answer.done(
                table.text("") + end, all.stream().map(Help::described).toList());
    }

    private static String examples(Command command) {
        StringBuilder text = new StringBuilder();
        for (Command.Example example : command.examples()) {
            String line = (command.name() + " " + example.words()).strip();
            text.append(text.isEmpty() ? "\nFor example:\n" : "");
            text.append(String.format("  %-48s %s%n", line, example.effect()));
        }
        return text.toString();
    }

    private static Object described(Command command) {
        return Answer.object(
                "command",
                command.name(),
                "words",
                command.grammar().synopsis(),
                "purpose",
                command.purpose(),
                "examples",
                command.examples().stream()
                        .map(example -> command.name() + " " + example.words())
                        .toList());
    }
}
