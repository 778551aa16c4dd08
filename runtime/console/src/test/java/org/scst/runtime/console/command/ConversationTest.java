package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final Console console = new Console(Path.of("/"));
    private final RecordingCaller caller = new RecordingCaller(Path.of("/"));
    private final Conversation conversation = new Conversation(caller, false, console);

    @Test
    void shouldSayTextToPeopleAndOneDocumentALineToPrograms() {
        conversation.say("a b\n", Answer.object("a", "b c", "d", List.of(1, 2)));
        new Conversation(caller, true, console).say("a b\n", Answer.object("a", "b c", "d", List.of(1, 2)));
        assertEquals(List.of("a b\n", "{\"a\": \"b c\",\"d\": [1,2]}\n"), caller.pieces);
    }

    @Test
    void shouldShowPicturesToPeopleOnly() {
        conversation.show("a\n", 1);
        new Conversation(caller, true, console).show("a\n", 1);
        assertEquals(List.of("a\n"), caller.pictures);
        assertEquals(List.of("1\n"), caller.pieces);
    }

    @Test
    void shouldStopPausingWhenTheCallerLeaves() {
        assertTrue(conversation.pause(Duration.ofNanos(1)));
        caller.cancelled.complete(null);
        assertFalse(conversation.pause(Duration.ofDays(1)));
        assertTrue(conversation.isCancelled());
    }

    @Test
    void shouldStopWaitingWhenTheCallerLeavesAndLetWhatWasBegunGoOn() {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        caller.cancelled.complete(null);
        assertThrows(InterruptedException.class, () -> conversation.await(outcome, Duration.ofDays(1)));
        assertFalse(outcome.isDone());
    }

    @Test
    void shouldTakeAnInterruptForTheEnd() {
        Thread.currentThread().interrupt();
        assertFalse(conversation.pause(Duration.ofDays(1)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void shouldGiveTheOutcomeThatItWaitsFor() throws Exception {
        assertEquals("x", conversation.await(CompletableFuture.completedFuture("x"), Duration.ofDays(1)));
    }

    @Test
    void shouldSayWhatTakesLongerThanASecond() {
        conversation.doing("Waiting for \u001b");
        console.later.removeFirst().run();
        console.later.removeFirst().run();
        assertEquals("Waiting for \\x1b (1 s) ...\nWaiting for \\x1b (11 s) ...\n", caller.errors.toString());
    }

    @Test
    void shouldSayNothingOfWhatIsDone() {
        conversation.doing("a");
        conversation.doing("b");
        console.later.removeFirst().run();
        assertEquals("", caller.errors.toString());
        conversation.quiet();
        console.later.removeFirst().run();
        assertEquals("", caller.errors.toString());
        assertEquals(0, console.later.size());
    }
}
