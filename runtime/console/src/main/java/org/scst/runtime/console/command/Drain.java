package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.NexusSnapshot;

/**
 * {@code drain}: has the initiators of a target or of a portal leave politely: new logins are refused, sent to another portal, or find
 * the portal closed; then each session is asked to log out, and whoever does not in time is disconnected.
 */
final class Drain implements Command {
    private static final String TO = "--to";
    private static final String PORTAL = "--portal";
    private static final String SECONDS = "--seconds";
    private static final String END = "--end";
    private static final int DEFAULT_SECONDS = 10;
    private static final int LEAST_SECONDS = 2;
    private static final int MOST_SECONDS = 3600;
    /** What a connection may take to end when its time is over. */
    private static final int MARGIN_SECONDS = 3;

    private static final String ENABLED = "enabled";
    private static final String REDIRECT = "redirect";

    private final Services services;
    private final Environment environment;
    private final Changes changes;

    Drain(Services services, Environment environment, Changes changes) {
        this.services = services;
        this.environment = environment;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String purpose() {
        return "Have the initiators of a target or portal leave politely, or move to another portal";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "TARGET [" + TO + " PORTAL] [" + SECONDS + " N] [--force] | " + PORTAL + " PORTAL [" + SECONDS
                                + " N] [--force] | " + END + " TARGET",
                        0,
                        1,
                        Grammar.value(TO, Noun.PORTAL),
                        Grammar.value(PORTAL, Noun.PORTAL),
                        Grammar.value(SECONDS),
                        Grammar.flag(END),
                        Grammar.flag(TouchedSessions.FORCE))
                .with(Noun.TARGET);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("iqn.2026-11.org.example:san", "say whom it would disconnect"),
                new Example(
                        "iqn.2026-11.org.example:san --force",
                        "let nobody log in, ask all to log out within " + DEFAULT_SECONDS
                                + " s, disconnect those that stay"),
                new Example(
                        "iqn.2026-11.org.example:san " + TO + " 192.0.2.2 --force",
                        "move its sessions to another portal, of this or another machine"),
                new Example(PORTAL + " 192.0.2.1 --force", "close a portal and have its initiators leave it"),
                new Example(END + " iqn.2026-11.org.example:san", "let initiators log in again, at every portal"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Optional<String> portal = words.option(PORTAL);
        Optional<String> to = words.option(TO);
        boolean one = words.word(0).isPresent() != portal.isPresent();
        boolean alone = !words.has(END) || portal.isEmpty() && to.isEmpty();
        if (!one || !alone || portal.isPresent() && to.isPresent()) {
            throw CommandFailure.usage(
                    "\"drain\" takes a target or a portal",
                    "it takes: " + grammar().synopsis());
        }
        int seconds = seconds(words);
        return changes.exclusively(conversation, objects -> {
            if (portal.isPresent()) {
                PortalName name = PortalName.parse(portal.get());
                Edit edit = Portals.of(objects).removing(name).orElseThrow();
                return drain(words, conversation, seconds, edit, nexus -> isAt(nexus, name), "closed");
            }
            ConfiguredObject target = target(objects, words.word(0).orElseThrow());
            if (words.has(END)) {
                return end(conversation, target);
            }
            return ofTarget(words, conversation, seconds, target, to);
        });
    }

    private Answer ofTarget(
            Words words, Conversation conversation, int seconds, ConfiguredObject target, Optional<String> to)
            throws CommandFailure {
        Predicate<NexusSnapshot> meant = nexus -> nexus.target().equals(ConfiguredObjects.targetName(target));
        if (to.isEmpty()) {
            Edit edit = edit(target, Map.of(ENABLED, Optional.of("false")));
            return drain(words, conversation, seconds, edit, meant, "not enabled");
        }
        PortalName there = PortalName.parse(to.get());
        Edit edit = edit(target, Map.of(REDIRECT, Optional.of(there.text() + " temp")));
        return drain(
                words,
                conversation,
                seconds,
                edit,
                nexus -> meant.test(nexus) && !isAt(nexus, there),
                "sent to " + there.text());
    }

    private Answer drain(
            Words words,
            Conversation conversation,
            int seconds,
            Edit edit,
            Predicate<NexusSnapshot> meant,
            String state)
            throws CommandFailure {
        Administration core = services.core();
        TouchedSessions touched = TouchedSessions.of(core, meant);
        touched.require(
                words.has(TouchedSessions.FORCE),
                "this asks to log out, and disconnects after " + seconds + " s",
                "log out there, or say --force");
        changes.apply(conversation, List.of(edit));
        Set<String> ids =
                core.nexuses().stream().filter(meant).map(NexusSnapshot::id).collect(Collectors.toSet());
        conversation.doing("Waiting until " + ids.size() + " sessions have left");
        ask(core, ids, conversation, seconds);
        boolean left = environment.await(
                        () -> conversation.isCancelled() || gone(core, ids, meant),
                        Duration.ofSeconds(seconds + MARGIN_SECONDS))
                && gone(core, ids, meant);
        String heading = touched.isEmpty() ? "No session was there.\n" : "";
        String text = "New logins: " + state + ".\n" + heading
                + touched.text(left ? "Have left:" : "Asked to leave, and not all gone yet:");
        return new Answer(
                left ? ExitStatus.DONE : ExitStatus.PARTLY,
                text,
                Answer.object("drained", left, "new_logins", state, "sessions", touched.json()));
    }

    private static void ask(Administration core, Set<String> ids, Conversation conversation, int seconds)
            throws CommandFailure {
        Duration patience = Duration.ofSeconds(seconds);
        CompletableFuture<?>[] all = ids.stream()
                .map(id ->
                        core.closeNexus(id, "drained by an operator", patience).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            conversation.await(CompletableFuture.allOf(all), patience);
        } catch (ExecutionException e) {
            // One has left by itself meanwhile; what is left shows below.
            conversation.quiet();
        } catch (TimeoutException | InterruptedException e) {
            throw new CommandFailure(
                    ExitStatus.PARTLY, "the sessions were asked to leave", "see \"sessions\"", List.of());
        }
    }

    private static boolean gone(Administration core, Set<String> ids, Predicate<NexusSnapshot> meant) {
        return core.nexuses().stream().noneMatch(nexus -> ids.contains(nexus.id()) && meant.test(nexus));
    }

    private Answer end(Conversation conversation, ConfiguredObject target) throws CommandFailure {
        boolean drained =
                target.properties().containsKey(ENABLED) || target.properties().containsKey(REDIRECT);
        if (!drained) {
            return Answer.done("Initiators may log in already.\n", Answer.object("new_logins", "allowed"));
        }
        changes.apply(
                conversation, List.of(edit(target, Map.of(ENABLED, Optional.empty(), REDIRECT, Optional.empty()))));
        return Answer.done("New logins: allowed.\n", Answer.object("new_logins", "allowed"));
    }

    private static boolean isAt(NexusSnapshot nexus, PortalName portal) {
        return portal.isReachedAs(nexus.progress().getOrDefault("Portal", ""));
    }

    private static ConfiguredObject target(ConfiguredObjects objects, String name) throws CommandFailure {
        return objects.target(name)
                .filter(target -> target.pid().equals(ConfiguredObjects.TARGET_PID))
                .orElseThrow(() ->
                        CommandFailure.failed("there is no iSCSI target \"" + name + "\"", "\"targets\" lists them"));
    }

    private static Edit edit(ConfiguredObject target, Map<String, Optional<String>> values) {
        return new Edit(target.pid(), target.name(), Edit.Kind.UPDATE, values, "");
    }

    private static int seconds(Words words) throws CommandFailure {
        String word = words.option(SECONDS).orElse(Integer.toString(DEFAULT_SECONDS));
        try {
            int seconds = Integer.parseInt(word);
            if (seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw CommandFailure.usage(
                "\"" + word + "\" is no number of seconds", "write " + LEAST_SECONDS + " to " + MOST_SECONDS);
    }
}
