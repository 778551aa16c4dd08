package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.console.text.Json;
import org.scst.runtime.console.text.Plain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All commands by name, and the one way to call them.
 *
 * <p><i>Threading:</i> thread-safe; a command runs on the caller's thread and may wait there.
 */
public final class CommandTable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandTable.class);
    private static final String JSON = "--json";

    private final Map<String, Command> commands = new TreeMap<>();
    private final Environment environment;
    private final Completion completion;

    /** The commands, on these services. */
    public CommandTable(Services services, Environment environment) {
        this.environment = environment;
        this.completion = new Completion(commands, services);
        Changes changes = new Changes(services, environment);
        List<Command> all = List.of(
                new Export(services, environment, changes),
                new Unexport(services, changes),
                new Resize(services, changes),
                new Clear(services),
                new Block(services),
                new Unblock(services),
                new Eject(services),
                new Insert(services, changes),
                new Reservations(services),
                new Check(services, changes),
                new Plan(services, changes),
                new Apply(services, changes),
                new Undo(services, changes),
                new Connect(services, environment),
                new PortalCommand(services, environment, changes),
                new AccountCommand(services, environment, changes),
                new Groups(services, changes),
                new Alua(services, changes),
                new SessionCommand(services, environment),
                new Drain(services, environment, changes),
                new Targets(services),
                new Luns(services),
                new Devices(services),
                new ScsiDevices(services),
                new Sessions(services),
                new Commands(services),
                new Why(services),
                new Stats(services),
                new Trace(services),
                new Local(services),
                new Top(services, System::nanoTime),
                new Log(services, environment),
                new Bundles(services),
                new Deploy(services),
                new Events(services),
                new HealthChecks(services),
                new Status(services, environment));
        all.forEach(command -> commands.put(command.name(), command));
        Help help = new Help(new ArrayList<>(commands.values()));
        commands.put(help.name(), help);
    }

    /** Names of all commands. */
    public List<String> names() {
        return List.copyOf(commands.keySet());
    }

    /**
     * How the last of some words can go on.
     *
     * @param words a command's name and its words, the last one begun or empty
     * @param folder of the caller, for names of files
     * @return every whole word that begins so, sorted; a folder ends with a slash
     */
    public List<String> complete(List<String> words, Path folder) {
        return completion.of(words, folder);
    }

    /**
     * Runs one command.
     *
     * @param words its name and its words, none of them changed
     * @param caller who is given the answer
     * @return how it ended
     */
    public ExitStatus run(List<String> words, Caller caller) {
        List<String> rest = new ArrayList<>(words);
        int end = rest.indexOf("--");
        int json = rest.indexOf(JSON);
        boolean asJson = json >= 0 && (end < 0 || json < end);
        if (asJson) {
            rest.remove(json);
        }
        Conversation conversation = new Conversation(caller, asJson, environment);
        try {
            Answer answer = quietly(rest, conversation);
            write(answer, caller, asJson);
            return answer.status();
        } catch (CommandFailure e) {
            write(e, caller, asJson);
            return e.status();
        } catch (RuntimeException e) {
            LOG.error("A bug: the command {} failed", rest, e);
            write(CommandFailure.failed("a bug: " + e, "see the log, and report it"), caller, asJson);
            return ExitStatus.FAILED;
        }
    }

    /** What it was doing is not said any more once its answer is there. */
    private Answer quietly(List<String> words, Conversation conversation) throws CommandFailure {
        try {
            return answer(words, conversation);
        } finally {
            conversation.quiet();
        }
    }

    private Answer answer(List<String> words, Conversation conversation) throws CommandFailure {
        String name = words.isEmpty() ? "help" : words.getFirst();
        List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
        if (rest.equals(List.of("--help"))) {
            rest = List.of(name);
            name = "help";
        }
        Command command = commands.get(name);
        if (command == null) {
            throw CommandFailure.usage(
                    "there is no command \"" + name + "\"", "it can be: " + String.join(", ", commands.keySet()));
        }
        return command.run(Words.parse(command.grammar(), rest), conversation);
    }

    private static void write(Answer answer, Caller caller, boolean asJson) {
        if (!answer.isEmpty()) {
            caller.output(asJson ? Json.of(answer.json()) : answer.text());
        }
    }

    private static void write(CommandFailure failure, Caller caller, boolean asJson) {
        if (asJson) {
            caller.output(json(failure));
        } else {
            caller.errors(text(failure));
        }
    }

    private static String text(CommandFailure e) {
        StringBuilder text = new StringBuilder();
        text.append("Error: ").append(Plain.of(e.getMessage())).append('\n');
        for (FileProblem problem : e.problems()) {
            text.append("  ").append(FileProblems.line(problem)).append('\n');
        }
        if (!e.cure().isEmpty()) {
            text.append("Cure: ").append(Plain.of(e.cure())).append('\n');
        }
        return text.toString();
    }

    private static String json(CommandFailure e) {
        Object error =
                Answer.object("cause", e.getMessage(), "cure", e.cure(), "problems", FileProblems.json(e.problems()));
        Object document = Answer.object("status", e.status().code(), "error", error);
        return Json.of(document);
    }
}
