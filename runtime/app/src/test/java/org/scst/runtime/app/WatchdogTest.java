package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final List<String> ALIVE = List.of("WATCHDOG=1");
    private static final List<String> NOTHING = List.of();

    @TempDir
    Path folder;

    private final List<Heartbeat> present = new ArrayList<>();
    /** What threads were given and have not run. */
    private final List<Runnable> hanging = new ArrayList<>();

    private FakeSupervisor fake;
    private Watchdog watchdog;

    @BeforeEach
    void watch() throws Throwable {
        String name = folder.resolve("notify").toString();
        fake = new FakeSupervisor(name);
        Supervisor manager = Supervisor.of(Map.of("NOTIFY_SOCKET", name)::get, 1, System.err);
        watchdog = new Watchdog(manager, Duration.ofSeconds(20), () -> present, "well", 0);
        present.add(new Heartbeat(1, Heartbeat.CONTROL, Runnable::run));
        present.add(new Heartbeat(2, Heartbeat.LOOP, Runnable::run));
    }

    @AfterEach
    void close() throws IOException {
        fake.close();
    }

    @Test
    void shouldSayThatThePlatformLivesAtHalfOfTheLimit() {
        assertEquals(ALIVE, look(0));
        assertEquals(NOTHING, look(9));
        assertEquals(ALIVE, look(10));
        assertEquals(NOTHING, look(11));
        assertEquals(ALIVE, look(20));
    }

    @Test
    void shouldSayNothingButTheCauseWhileOneLoopHangs() {
        present.add(new Heartbeat(3, Heartbeat.LOOP, hanging::add));
        assertEquals(NOTHING, look(0));
        assertEquals(NOTHING, look(4));
        assertEquals(List.of("STATUS=No answer from loop for 5 s"), look(5));
        assertEquals(List.of("STATUS=No answer from loop for 60 s"), look(60));
        assertEquals(1, hanging.size(), "a thread that hangs is asked once a round");

        hanging.forEach(Runnable::run);
        assertEquals(List.of("WATCHDOG=1", "STATUS=well"), look(61));
    }

    @Test
    void shouldSayNothingWhileTheControlThreadHangs() {
        present.set(0, new Heartbeat(1, Heartbeat.CONTROL, hanging::add));
        look(0);
        assertEquals(List.of("STATUS=No answer from control for 19 s"), look(19));
    }

    @Test
    void shouldWaitForAThreadThatIsMissing() {
        present.removeFirst();
        assertEquals(NOTHING, look(0));
        assertEquals(List.of("STATUS=No answer from control for 6 s"), look(6));
        present.add(new Heartbeat(4, Heartbeat.CONTROL, Runnable::run));
        assertEquals(List.of("WATCHDOG=1", "STATUS=well"), look(7));
    }

    @Test
    void shouldForgiveABundleThatIsUpdatedWhileItIsAsked() {
        Executor ended = task -> {
            throw new RejectedExecutionException("ended");
        };
        present.set(0, new Heartbeat(1, Heartbeat.CONTROL, ended));
        assertEquals(NOTHING, look(0));
        present.set(0, new Heartbeat(5, Heartbeat.CONTROL, Runnable::run));
        assertEquals(ALIVE, look(1));
    }

    private List<String> look(long second) {
        watchdog.look(second * SECOND);
        return fake.heard();
    }
}
