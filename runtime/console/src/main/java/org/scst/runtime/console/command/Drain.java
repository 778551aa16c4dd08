package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.NexusSnapshot;
import org.scst.runtime.console.text.Plain;

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
    private static final String ALLOWED = "allowed";

    private final Services services;
    private final Environment environment;
    private final Changes changes;
    private final DrainedTargets drained;

    Drain(Services services, Environment environment, Changes changes) {
        this.services = services;
        this.environment = environment;
        this.changes = changes;
        this.drained = new DrainedTargets(environment);
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
                new Example(
                        END + " iqn.2026-11.org.example:san",
                        "have again what was there before: initiators log in, at every portal"));
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
        if (words.has(END)) {
            return changes.exclusively(
                    conversation,
                    objects -> end(conversation, target(objects, words.word(0).orElseThrow())));
        }
        // Others may change files while sessions take their time to leave.
        Leaving leaving = changes.exclusively(conversation, objects -> {
            if (portal.isPresent()) {
                PortalName name = PortalName.parse(portal.get());
                Edit edit = Portals.of(objects).removing(name).orElseThrow();
                TouchedSessions touched = touched(words, seconds, nexus -> isAt(nexus, name));
                return close(conversation, edit, touched, nexus -> isAt(nexus, name), "closed");
            }
            return ofTarget(
                    words, conversation, seconds, target(objects, words.word(0).orElseThrow()), to);
        });
        return await(leaving, conversation, seconds);
    }

    /**
     * Sessions that are to leave, nobody being able to come any more.
     *
     * @param touched those that were there before
     * @param meant which of all
     * @param ids of those that are there now
     * @param state what new logins find
     */
    private record Leaving(TouchedSessions touched, Predicate<NexusSnapshot> meant, Set<String> ids, String state) {}

    private Leaving ofTarget(
            Words words, Conversation conversation, int seconds, ConfiguredObject target, Optional<String> to)
            throws CommandFailure {
        Predicate<NexusSnapshot> ofIt = nexus -> nexus.target().equals(ConfiguredObjects.targetName(target));
        Optional<PortalName> there = to.isPresent() ? Optional.of(PortalName.parse(to.get())) : Optional.empty();
        Predicate<NexusSnapshot> meant = nexus ->
                ofIt.test(nexus) && there.map(portal -> !isAt(nexus, portal)).orElse(true);
        String key = there.isPresent() ? REDIRECT : ENABLED;
        String value = there.map(portal -> portal.text() + " temp").orElse("false");
        String state = there.map(portal -> "sent to " + portal.text()).orElse("not enabled");
        Map<String, Optional<String>> values = new TreeMap<>(there.isPresent() ? enabledAgain(target) : Map.of());
        boolean again = values.containsKey(ENABLED);
        values.put(key, Optional.of(value));
        TouchedSessions touched = touched(words, seconds, meant);
        drained.keep(target, key, value);
        Leaving leaving = close(conversation, edit(target, values), touched, meant, state);
        if (again) {
            drained.forget(target, ENABLED);
        }
        return leaving;
    }

    /**
     * Only who may log in can be sent elsewhere: what an earlier drain has written in place of {@code enabled} goes; that of an operator's
     * own stays.
     *
     * @return what is to stand there then; nothing when initiators may log in already
     */
    private Map<String, Optional<String>> enabledAgain(ConfiguredObject target) throws CommandFailure {
        if (isEnabled(target.properties())) {
            return Map.of();
        }
        Optional<String> former = drained.former(target).getOrDefault(ENABLED, Optional.of("false"));
        if (former.isPresent() && !isEnabled(former.get())) {
            throw CommandFailure.failed(
                    ConfiguredObjects.targetName(target) + " is not enabled in " + target.file()
                            + ", not by \"drain\": nobody can be sent elsewhere who may not log in",
                    "change it there, if initiators are to find the target at the other portal");
        }
        return Map.of(ENABLED, former);
    }

    private TouchedSessions touched(Words words, int seconds, Predicate<NexusSnapshot> meant) throws CommandFailure {
        TouchedSessions touched = TouchedSessions.of(services.core(), meant);
        touched.require(
                words.has(TouchedSessions.FORCE),
                "this asks to log out, and disconnects after " + seconds + " s",
                "log out there, or say --force");
        return touched;
    }

    private Leaving close(
            Conversation conversation, Edit edit, TouchedSessions touched, Predicate<NexusSnapshot> meant, String state)
            throws CommandFailure {
        changes.apply(conversation, List.of(edit));
        Set<String> ids = services.core().nexuses().stream()
                .filter(meant)
                .map(NexusSnapshot::id)
                .collect(Collectors.toSet());
        return new Leaving(touched, meant, ids, state);
    }

    private Answer await(Leaving leaving, Conversation conversation, int seconds) throws CommandFailure {
        Administration core = services.core();
        Set<String> ids = leaving.ids();
        TouchedSessions touched = leaving.touched();
        conversation.doing("Waiting until " + ids.size() + " sessions have left");
        ask(core, ids, conversation, seconds);
        boolean left = environment.await(
                        () -> conversation.isCancelled() || gone(core, ids, leaving.meant()),
                        Duration.ofSeconds(seconds + MARGIN_SECONDS))
                && gone(core, ids, leaving.meant());
        String heading = touched.isEmpty() ? "No session was there.\n" : "";
        String text = "New logins: " + leaving.state() + ".\n" + heading
                + touched.text(left ? "Have left:" : "Asked to leave, and not all gone yet:");
        return new Answer(
                left ? ExitStatus.DONE : ExitStatus.PARTLY,
                text,
                Answer.object("drained", left, "new_logins", leaving.state(), "sessions", touched.json()));
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

    /** What stood in the file before the drain stands there again; what others have written since, or before, is theirs. */
    private Answer end(Conversation conversation, ConfiguredObject target) throws CommandFailure {
        Map<String, Optional<String>> former = drained.former(target);
        if (former.isEmpty()) {
            requireOpen(target);
            return Answer.done("Initiators may log in already.\n", Answer.object("new_logins", "allowed"));
        }
        changes.apply(conversation, List.of(edit(target, former)));
        drained.forget(target);
        Map<String, String> properties = new TreeMap<>(target.properties());
        properties.keySet().removeAll(former.keySet());
        former.forEach((key, value) -> value.ifPresent(restored -> properties.put(key, restored)));
        String state = newLogins(properties);
        String restored = former.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .map(entry -> entry.getKey() + " = " + entry.getValue().get())
                .collect(Collectors.joining(", "));
        return Answer.done(
                "New logins: " + state + ".\n"
                        + (restored.isEmpty() ? "" : Plain.of("As before: " + restored + ".") + "\n"),
                Answer.object("new_logins", state, "restored", restored));
    }

    private static void requireOpen(ConfiguredObject target) throws CommandFailure {
        if (newLogins(target.properties()).equals(ALLOWED)) {
            return;
        }
        String key = isEnabled(target.properties()) ? REDIRECT : ENABLED;
        throw CommandFailure.failed(
                "\"" + key + " = " + target.properties().get(key) + "\" in " + target.file() + " is not of \"drain\"",
                "change it there, if initiators are to log in here");
    }

    /** What initiators find that log in to a target of these properties. */
    private static String newLogins(Map<String, String> properties) {
        if (!isEnabled(properties)) {
            return "not enabled";
        }
        String redirect = properties.getOrDefault(REDIRECT, "").strip();
        return redirect.isEmpty() ? ALLOWED : "sent to " + redirect.split("\\s+")[0];
    }

    private static boolean isEnabled(Map<String, String> properties) {
        return isEnabled(properties.getOrDefault(ENABLED, "true"));
    }

    private static boolean isEnabled(String word) {
        return !Set.of("0", "no", "false").contains(word.strip().toLowerCase(Locale.ROOT));
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
