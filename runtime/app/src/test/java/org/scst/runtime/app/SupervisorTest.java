package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final long PID = 4711;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void shouldTellItsSocketOfReadinessLifeAndEnd() throws Throwable {
        String name = folder.resolve("notify").toString();
        try (FakeSupervisor fake = new FakeSupervisor(name)) {
            Supervisor manager = of(Map.of("NOTIFY_SOCKET", name));
            manager.ready("well");
            manager.alive();
            manager.status("ill");
            manager.stopping();
            manager.restarting();
            List<String> heard = fake.heard();
            assertEquals(List.of("READY=1\nSTATUS=well", "WATCHDOG=1", "STATUS=ill"), heard.subList(0, 3));
            assertTrue(heard.get(3).startsWith("STOPPING=1\nSTATUS="), heard.get(3));
            assertTrue(heard.get(4).startsWith("RELOADING=1\nMONOTONIC_USEC="), heard.get(4));
        }
        assertEquals("", complaint());
    }

    @Test
    void shouldTellItsSocketWhichProcessIsTheServiceNow() throws Throwable {
        String name = folder.resolve("notify").toString();
        try (FakeSupervisor fake = new FakeSupervisor(name)) {
            Supervisor manager = of(Map.of("NOTIFY_SOCKET", name));
            manager.follow(123);
            assertEquals(List.of("MAINPID=123"), fake.heard());
        }
        assertEquals("", complaint());
    }

    @Test
    void shouldNotTakeWhoeverStartedThisProcessForOneThatFollowsAnother() {
        assertFalse(of(Map.of()).followsProcesses());
        assertFalse(of(Map.of("NOTIFY_SOCKET", "@of-a-container")).followsProcesses());
    }

    @Test
    void shouldReachASocketInTheAbstractNameSpace() throws Throwable {
        String name = "@scst-test-" + ProcessHandle.current().pid();
        try (FakeSupervisor fake = new FakeSupervisor(name)) {
            of(Map.of("NOTIFY_SOCKET", name)).alive();
            assertEquals(List.of("WATCHDOG=1"), fake.heard());
        }
    }

    @Test
    void shouldKeepAStatusInOneLineSoThatItIsNoOtherState() throws Throwable {
        String name = folder.resolve("notify").toString();
        try (FakeSupervisor fake = new FakeSupervisor(name)) {
            of(Map.of("NOTIFY_SOCKET", name)).status("a\nWATCHDOG=1");
            assertEquals(List.of("STATUS=a WATCHDOG=1"), fake.heard());
        }
    }

    @Test
    void shouldBeSilentWithoutASupervisor() {
        Supervisor manager = of(Map.of("WATCHDOG_USEC", "1000"));
        manager.ready("well");
        manager.stopping();
        assertEquals(Optional.empty(), manager.watchdog());
        assertEquals("", complaint());
    }

    @Test
    void shouldTakeTheWatchdogThatIsMeantForThisProcessOnly() {
        assertEquals(Optional.of(Duration.ofSeconds(30)), watchdog("30000000", ""));
        assertEquals(Optional.of(Duration.ofSeconds(30)), watchdog("30000000", "4711"));
        assertEquals(Optional.empty(), watchdog("30000000", "4712"));
        assertEquals(Optional.empty(), watchdog("0", ""));
        assertEquals(Optional.empty(), watchdog("", ""));
    }

    @Test
    void shouldServeOnWhenTheEnvironmentIsWrong() {
        of(Map.of("NOTIFY_SOCKET", "relative")).ready("well");
        assertTrue(complaint().contains("\"relative\" is neither"), complaint());
        of(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "soon")).ready("well");
        assertTrue(complaint().contains("soon"), complaint());
        of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(108))).ready("well");
        assertTrue(complaint().contains("longer than"), complaint());
    }

    @Test
    void shouldSayOnceThatNobodyListens() {
        Supervisor manager = of(Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString()));
        manager.ready("well");
        manager.alive();
        assertEquals(1, complaint().lines().count(), complaint());
        assertTrue(complaint().contains("error number 2"), complaint());
    }

    private Optional<Duration> watchdog(String micros, String pid) {
        return of(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", micros, "WATCHDOG_PID", pid))
                .watchdog();
    }

    private Supervisor of(Map<String, String> environment) {
        return Supervisor.of(environment::get, PID, new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    private String complaint() {
        return errors.toString(StandardCharsets.UTF_8);
    }
}
