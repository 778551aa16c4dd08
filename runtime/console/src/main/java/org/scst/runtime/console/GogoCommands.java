package org.scst.runtime.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.runtime.console.command.CommandTable;

/**
 * The same commands in Gogo, scope {@code scst}. Gogo's parser reads {@code *}, {@code [} and the like itself: quote such words.
 *
 * <p><i>Threading:</i> thread-safe; a command runs on the thread of its Gogo session.
 */
@Component(
        service = GogoCommands.class,
        property = {
            "osgi.command.scope=scst",
            "osgi.command.function=export",
            "osgi.command.function=unexport",
            "osgi.command.function=resize",
            "osgi.command.function=connect",
            "osgi.command.function=targets",
            "osgi.command.function=luns",
            "osgi.command.function=devices",
            "osgi.command.function=sessions",
            "osgi.command.function=commands",
            "osgi.command.function=why",
            "osgi.command.function=stats",
            "osgi.command.function=bundles",
            "osgi.command.function=status",
            "osgi.command.function=help"
        })
public final class GogoCommands {
    private final CommandTable commands;

    /** On the commands of the console. */
    @Activate
    public GogoCommands(@Reference ConsoleComponent console) {
        this(console.commands());
    }

    GogoCommands(CommandTable commands) {
        this.commands = commands;
    }

    /** Serve a disk. */
    @Descriptor("serve a disk: NAME [SIZE] [--file PATH] [--target IQN] [--lun N] [--read-only] [--type fileio|nullio]")
    public void export(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "export", words);
    }

    /** Stop serving a disk; its data stays. */
    @Descriptor("stop serving a disk; its data stays: NAME [--force]")
    public void unexport(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "unexport", words);
    }

    /** Make a disk larger. */
    @Descriptor("make a disk larger: NAME SIZE")
    public void resize(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "resize", words);
    }

    /** Say what to type on initiators to use the targets. */
    @Descriptor("say what to type on initiators to use the targets: [TARGET]")
    public void connect(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "connect", words);
    }

    /** List the targets, where they listen, their LUNs and sessions. */
    @Descriptor("list the targets, where they listen, their LUNs and sessions")
    public void targets(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "targets", words);
    }

    /** List the LUNs of all targets, or of one. */
    @Descriptor("list the LUNs of all targets, or of one: [TARGET]")
    public void luns(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "luns", words);
    }

    /** List the devices, their state and where they are mapped. */
    @Descriptor("list the devices, their state and where they are mapped")
    public void devices(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "devices", words);
    }

    /** List the sessions of initiators. */
    @Descriptor("list the sessions of initiators")
    public void sessions(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "sessions", words);
    }

    /** List the commands in flight by state and age. */
    @Descriptor("list the commands in flight by state and age")
    public void commands(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "commands", words);
    }

    /** Say what an initiator sees at a target, and the first reason why not. */
    @Descriptor("say what an initiator sees at a target, and the first reason why not: INITIATOR TARGET")
    public void why(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "why", words);
    }

    /** Show counters and latencies. */
    @Descriptor("show counters and latencies: [DEVICE] [--latency]")
    public void stats(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "stats", words);
    }

    /** List the installed bundles with version and state. */
    @Descriptor("list the installed bundles with version and state")
    public void bundles(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "bundles", words);
    }

    /** Show portals, generation, devices that are not ready, problems with file and line. */
    @Descriptor("show portals, generation, devices that are not ready, problems with file and line")
    public void status(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "status", words);
    }

    /** List the commands, or explain one. */
    @Descriptor("list the commands, or explain one: [COMMAND]")
    public void help(CommandSession session, @Descriptor("words of the command, and --json") String... words) {
        run(session, "help", words);
    }

    private void run(CommandSession session, String name, String... words) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(List.of(words));
        CommandTable.Reply reply = commands.run(all, session.currentDir().toAbsolutePath());
        PrintStream console = session.getConsole();
        console.print(reply.output());
        console.print(reply.errors());
    }
}
