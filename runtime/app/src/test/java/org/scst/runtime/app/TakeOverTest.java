package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides in one process: the next one listens on a thread of its own. */
class TakeOverTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final AtomicBoolean left = new AtomicBoolean();
    private ProcessSocket socket;
    private NextProcess next;
    private TakeOver takeOver;
    private Thread listening;

    @BeforeEach
    void start() throws IOException {
        ProcessSocket.Pair pair = ProcessSocket.pair();
        socket = pair.own();
        next = new NextProcess(socket, folder.resolve("pid"));
        takeOver = new TakeOver(pair.others(), () -> {
            left.set(true);
            pair.others().close();
        });
        listening = Thread.ofPlatform().daemon().start(takeOver::listen);
    }

    @AfterEach
    void stop() throws InterruptedException {
        listening.join(PATIENCE);
        assertFalse(listening.isAlive(), "it listens to nobody");
    }

    private void warm() throws IOException {
        takeOver.warm(Long.MAX_VALUE);
        assertTrue(next.awaitWarm(PATIENCE, () -> true), next::failure);
    }

    private void dies() {
        socket.close();
    }

    private static String openFor(int descriptor) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    }

    @Test
    void shouldGoOnWithAllThatWasLeftInItsOrder() throws Exception {
        ProcessSocket.Pair others = ProcessSocket.pair();
        try (ProcessSocket memory = others.own();
                ProcessSocket connection = others.others()) {
            List<Integer> more = Collections.nCopies(DescriptorMessage.MOST_DESCRIPTORS, connection.descriptor());
            List<Integer> given = new ArrayList<>(List.of(memory.descriptor()));
            given.addAll(more);
            warm();
            assertEquals(Long.MAX_VALUE, next.pid());
            assertTrue(next.give(given));
            assertFalse(takeOver.isDone(), "the process before may still go on itself");
            assertTrue(next.go());
            List<Integer> taken = takeOver.await();
            assertEquals(given.size(), taken.size());
            assertEquals(openFor(memory.descriptor()), openFor(taken.getFirst()));
            assertEquals(openFor(connection.descriptor()), openFor(taken.getLast()));
            ProcessSocket.closeAll(taken);
        }
        listening.join(PATIENCE);
        dies();
        assertFalse(left.get());
    }

    @Test
    void shouldGoOnWithNothingWhenNothingWasLeft() throws Exception {
        warm();
        assertTrue(next.give(List.of()));
        assertTrue(next.go());
        assertEquals(List.of(), takeOver.await());
        listening.join(PATIENCE);
        dies();
    }

    @Test
    void shouldLeaveWhenTheProcessBeforeDiesWhileItServes() throws Exception {
        warm();
        dies();
        listening.join(PATIENCE);
        assertTrue(left.get());
        assertFalse(takeOver.isDone());
    }

    @Test
    void shouldLeaveWhenTheProcessBeforeDiesBeforeItHasGivenAll() throws Exception {
        warm();
        socket.send(NextProcess.DESCRIPTORS);
        dies();
        listening.join(PATIENCE);
        assertTrue(left.get());
    }

    @Test
    void shouldGoOnWhenTheProcessBeforeDiesAfterItHasGivenAll() throws Exception {
        warm();
        assertTrue(next.give(List.of()));
        dies();
        assertEquals(List.of(), takeOver.await());
        listening.join(PATIENCE);
        assertFalse(left.get());
    }

    @Test
    void shouldLeaveWhenItIsToldTo() throws Exception {
        warm();
        assertTrue(next.end());
        assertTrue(left.get());
        dies();
    }

    @Test
    void shouldLeaveWhenItIsToldToAlthoughItHasEverything() throws Exception {
        warm();
        assertTrue(next.give(List.of()));
        assertTrue(next.end());
        assertTrue(next.end(), "as often as anybody asks");
        assertTrue(left.get());
        assertFalse(takeOver.isDone());
    }

    @Test
    void shouldNotBeWaitedForWhenItIsNotWantedAnyMore() throws Exception {
        assertFalse(next.awaitWarm(PATIENCE, () -> false));
        assertEquals("it is not wanted any more", next.failure());
        assertTrue(next.end());
    }

    @Test
    void shouldNotBeWaitedForLongerThanItMayTake() throws Exception {
        assertFalse(next.awaitWarm(Duration.ZERO, () -> true));
        assertEquals("it was not ready within 0 s", next.failure());
        assertTrue(next.end());
    }

    @Test
    void shouldSayWhyItCannotFollow() throws Exception {
        takeOver.failed("no disk in the rehearsal");
        assertFalse(next.awaitWarm(PATIENCE, () -> true));
        assertEquals("no disk in the rehearsal", next.failure());
        assertFalse(next.give(List.of()), "whoever is not warm is given nothing");
        assertTrue(next.end());
    }

    @Test
    void shouldBeKnownToHaveEnded() throws Exception {
        socket.send(NextProcess.END);
        listening.join(PATIENCE);
        assertFalse(next.awaitWarm(PATIENCE, () -> true));
        assertEquals("it has ended", next.failure());
        assertFalse(next.go());
    }

    @Test
    void shouldKillWhatNeverSaysAnythingByTheIdThatItsLauncherHasWritten() throws Exception {
        Process hanging = new ProcessBuilder("sleep", "60").start();
        Files.writeString(folder.resolve("pid"), hanging.pid() + "\n");
        ProcessSocket.Pair pair = ProcessSocket.pair();
        try (ProcessSocket others = pair.others()) {
            assertFalse(new NextProcess(pair.own(), folder.resolve("pid")).end(), "its end of the socket is open");
            assertTrue(hanging.waitFor(1, TimeUnit.MINUTES));
        } finally {
            hanging.destroyForcibly();
            pair.own().close();
        }
        dies();
    }
}
