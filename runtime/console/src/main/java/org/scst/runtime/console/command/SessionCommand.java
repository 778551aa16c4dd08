package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.scst.core.admin.Administration;
import org.scst.core.admin.NexusSnapshot;

/** {@code session}: shows one with all that is known of it, or asks its initiator to leave; it may come back at once. */
final class SessionCommand implements Command {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Services services;
    private final Environment environment;

    SessionCommand(Services services, Environment environment) {
        this.services = services;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "session";
    }

    @Override
    public String purpose() {
        return "Show or close a session, or all of one initiator; it may log in again at once";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("show ID|INITIATOR | close ID|INITIATOR [--force]", 2, 2, Grammar.flag(TouchedSessions.FORCE))
                .with(Noun.choice("close", "show"), Noun.SESSION.or(Noun.INITIATOR));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("show 1", "what it negotiated, its windows, its silence, its last errors"),
                new Example("close 1", "say whom it would touch"),
                new Example("close iqn.1993-08.org.debian:01:a --force", "close all sessions of one initiator"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String verb = words.all().getFirst();
        if (verb.equals("show")) {
            return SessionDetails.of(meant(services.core(), words.all().get(1)));
        }
        if (!verb.equals("close")) {
            throw CommandFailure.usage(
                    "\"session\" cannot \"" + verb + "\"",
                    "it takes: " + grammar().synopsis());
        }
        Administration core = services.core();
        String wanted = words.all().get(1);
        List<NexusSnapshot> meant = meant(core, wanted);
        List<String> ids = meant.stream().map(NexusSnapshot::id).toList();
        TouchedSessions touched = TouchedSessions.of(core, nexus -> ids.contains(nexus.id()));
        touched.require(words.has(TouchedSessions.FORCE), "this disconnects", "log it out there, or say --force");
        conversation.doing("Waiting until the initiator has left");
        close(core, ids, conversation);
        boolean left = environment.await(() -> conversation.isCancelled() || gone(core, ids), LIMIT) && gone(core, ids);
        String text = touched.text(left ? "Closed:" : "Asked to leave, and not gone yet:");
        return new Answer(
                left ? ExitStatus.DONE : ExitStatus.PARTLY,
                text,
                Answer.object("closed", left, "sessions", touched.json()));
    }

    private static List<NexusSnapshot> meant(Administration core, String wanted) throws CommandFailure {
        List<NexusSnapshot> meant = core.nexuses().stream()
                .filter(nexus -> nexus.id().equals(wanted) || nexus.initiator().equals(wanted))
                .toList();
        if (meant.isEmpty()) {
            throw CommandFailure.failed(
                    "no session has the id or the initiator \"" + wanted + "\"", "\"sessions\" lists them");
        }
        return meant;
    }

    private static void close(Administration core, List<String> ids, Conversation conversation) throws CommandFailure {
        CompletableFuture<?>[] all = ids.stream()
                .map(id -> core.closeNexus(id, "closed by an operator").toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            conversation.await(CompletableFuture.allOf(all), LIMIT);
        } catch (ExecutionException e) {
            // It has left by itself meanwhile; what is left shows below.
            conversation.quiet();
        } catch (TimeoutException | InterruptedException e) {
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "the session was asked to leave and has not answered",
                    "see \"sessions\"",
                    List.of());
        }
    }

    private static boolean gone(Administration core, List<String> ids) {
        return core.nexuses().stream().noneMatch(nexus -> ids.contains(nexus.id()));
    }
}
