package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TopTest {
    private final Console console = new Console(Path.of("/"));
    private long now;

    private Top top() {
        return new Top(console, () -> now += 2_000_000_000L);
    }

    /** A caller for whom a second passes at once, so often. */
    private static class Impatient extends RecordingCaller {
        private int pauses;

        Impatient(int pauses) {
            super(Path.of("/"));
            this.pauses = pauses;
        }

        @Override
        public CompletableFuture<Void> cancelled() {
            boolean over = pauses-- <= 0;
            return over
                    ? CompletableFuture.completedFuture(null)
                    : new CompletableFuture<>() {
                        @Override
                        public Void get(long timeout, java.util.concurrent.TimeUnit unit)
                                throws java.util.concurrent.TimeoutException {
                            throw new java.util.concurrent.TimeoutException();
                        }
                    };
        }
    }

    @Test
    void shouldDivideWhatWasDoneByTheTimeItTook() {
        Load before = new Load(10, 5, 1000, 500, Map.of(8.0, 10L, 16.0, 5L));
        Load after = new Load(30, 6, 5000, 500, Map.of(8.0, 11L, 16.0, 24L, 512.0, 1L));
        Load between = after.since(before);
        assertEquals(20, between.reads());
        assertEquals(4000, between.readBytes());
        assertEquals(0, between.writtenBytes());
        assertEquals(16.0, between.latencyMicros(0.5));
        assertEquals(512.0, between.latencyMicros(0.99));
        assertEquals(null, after.since(after).latencyMicros(0.5));
        assertEquals(before, before.since(after));
    }

    @Test
    void shouldDrawAPictureUntilTheCallerLeaves() throws CommandFailure {
        console.core.device("disk1", "ready", "", 1 << 20).session("1", "iqn.x:san", FakeCore.HOSTILE);
        console.core.command("1", "disk1", "PROCESSING", Duration.ofMillis(1));
        Impatient caller = new Impatient(6);
        Words none = Words.parse(top().grammar(), List.of());
        Answer answer = top().run(none, new Conversation(caller, false, console));
        assertTrue(answer.isEmpty());
        assertTrue(caller.pictures.size() >= 2, caller.pictures::toString);
        String picture = caller.pictures.getFirst();
        assertTrue(
                picture.contains("disk1        0        0        0.0         0.0  -       -               1"), picture);
        assertTrue(picture.contains("iqn.evil\\x1b[2J"), picture);
        assertFalse(picture.contains("\u001b"));
    }

    /** Else all that the other session has done since its login would look like the work of a second. */
    @Test
    void shouldNotCountAnewWhatASessionDidWhenAnotherOfItsInitiatorHasLeft() throws CommandFailure {
        console.core.session("1", "iqn.x:san", "iqn.a").session("2", "iqn.x:san", "iqn.a");
        Impatient caller = new Impatient(3) {
            @Override
            public CompletableFuture<Void> cancelled() {
                console.core.closeNexus("2", "");
                return super.cancelled();
            }
        };
        Answer answer =
                top().run(Words.parse(top().grammar(), List.of("--once")), new Conversation(caller, true, console));
        String json = answer.json().toString();
        assertTrue(json.contains("initiator=iqn.a, reads_per_second=0"), json);
    }

    @Test
    void shouldWriteOneAnswerForScripts() throws CommandFailure {
        console.core.device("disk1", "ready", "", 1 << 20);
        Words once = Words.parse(top().grammar(), List.of("--once"));
        Answer answer = top().run(once, new Conversation(new Impatient(6), true, console));
        assertFalse(answer.isEmpty());
        assertTrue(
                answer.json().toString().contains("reads_per_second=0"),
                answer.json().toString());
    }
}
