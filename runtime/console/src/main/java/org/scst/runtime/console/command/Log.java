package org.scst.runtime.console.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.scst.runtime.console.text.Table;

/** {@code log}: how much is logged, and what was. */
final class Log implements Command {
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");
    private static final String DEFAULT = "default";
    private static final String FOLLOW = "--follow";
    private static final String LINES = "--lines";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int USUAL_LINES = 20;

    /** Loggers are named after classes; those of a bundle take after its name. */
    private static final Noun LOGGER = services -> services.bundles().stream()
            .map(Services.InstalledBundle::name)
            .filter(name -> name.startsWith("org.scst."));

    private final Services services;
    private final Environment environment;

    Log(Services services, Environment environment) {
        this.services = services;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String purpose() {
        return "Show the log's last lines or follow it, show or change levels until the platform ends";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "[" + FOLLOW + "] [" + LINES + " N] | levels | LEVEL [LOGGER] | " + DEFAULT + " [LOGGER]",
                        0,
                        2,
                        Grammar.flag(FOLLOW),
                        Grammar.value(LINES))
                .with(Noun.choice("levels", DEFAULT, "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF"), LOGGER);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "the last " + USUAL_LINES + " lines"),
                new Example(FOLLOW, "and what comes, until Ctrl-C"),
                new Example("levels", "what is logged"),
                new Example("DEBUG org.scst.iscsi", "more of one bundle, until the platform ends"),
                new Example(DEFAULT, "as conf/logback.xml says again"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String first = words.word(0).orElse("");
        if (first.isEmpty()) {
            LogTail tail = new LogTail(environment.logFile());
            return tail.show(conversation, lines(words), words.has(FOLLOW));
        }
        try {
            if (first.equals("levels") && words.word(1).isEmpty()) {
                return levels(services.logLevels());
            }
            return change(conversation, first, words.word(1).orElse(LogLevels.ROOT));
        } catch (IOException e) {
            throw CommandFailure.failed("the levels cannot be read or changed: " + e.getMessage(), "see \"bundles\"");
        }
    }

    private static int lines(Words words) throws CommandFailure {
        String wanted = words.option(LINES).orElse(Integer.toString(USUAL_LINES));
        if (!wanted.matches("[0-9]{1,6}")) {
            throw CommandFailure.usage("\"" + wanted + "\" is no number of lines", "write a number");
        }
        return Integer.parseInt(wanted);
    }

    private Answer levels(LogLevels levels) throws IOException {
        Map<String, String> changed = levels.changed();
        TreeSet<String> loggers = new TreeSet<>(changed.keySet());
        loggers.add(LogLevels.ROOT);
        LOGGER.words(services).forEach(loggers::add);
        Table table =
                new Table().column("LOGGER", "logger").column("LEVEL", "level").column("CHANGED", "changed");
        loggers.forEach(logger -> table.row(logger, levels.effective(logger), changed.containsKey(logger)));
        return Answer.done(table.text("There is no logger."), table.json());
    }

    private Answer change(Conversation conversation, String word, String logger) throws CommandFailure, IOException {
        String level = word.toUpperCase(Locale.ROOT);
        boolean back = word.equals(DEFAULT);
        if (!back && !LEVELS.contains(level)) {
            throw CommandFailure.usage("there is no level \"" + word + "\"", "it can be: " + String.join(", ", LEVELS));
        }
        if (!logger.matches("[A-Za-z_$][A-Za-z0-9_$.-]{0,199}")) {
            throw CommandFailure.usage(
                    "\"" + logger + "\" cannot be the name of a logger", "write for example org.scst.iscsi");
        }
        LogLevels levels = services.logLevels();
        Map<String, String> changed = new TreeMap<>(levels.changed());
        if (back && logger.equals(LogLevels.ROOT)) {
            changed.clear();
        } else if (back) {
            changed.remove(logger);
        } else {
            changed.put(logger, level);
        }
        BooleanSupplier inForce = levels.change(changed);
        conversation.doing("Waiting until the log has its new levels");
        boolean done = environment.await(inForce, LIMIT);
        String text =
                logger + " logs " + levels.effective(logger) + (done ? ".\n" : "; the change is not in force yet.\n");
        Object json = Answer.object("logger", logger, "level", levels.effective(logger), "changed", changed);
        return new Answer(done ? ExitStatus.DONE : ExitStatus.PARTLY, text, json);
    }
}
