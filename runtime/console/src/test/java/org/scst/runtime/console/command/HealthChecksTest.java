package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.Health.Check;
import org.scst.core.admin.Health.Finding;
import org.scst.core.admin.Health.Status;

class HealthChecksTest {
    private static final Check WELL = new Check(
            "budget", List.of("scst"), Status.OK, List.of(new Finding(Status.OK, "0 % of 1024 MiB are in use.")));
    private static final Check WARNED = new Check(
            "configuration", List.of("scst"), Status.WARNING, List.of(new Finding(Status.WARNING, "unknown key")));
    private static final Check ILL = new Check(
            "devices",
            List.of("scst", "devices"),
            Status.CRITICAL,
            List.of(
                    new Finding(Status.WARNING, "The space behind b is low."),
                    new Finding(Status.CRITICAL, "Device a is hung."),
                    new Finding(Status.OK, "1 of 2 devices are ready.")));

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
    }

    @Test
    void shouldSucceedWhenNothingIsCritical() {
        console.checks = List.of(WELL, WARNED);
        assertEquals("""
                budget         ok                       0 % of 1024 MiB are in use.
                configuration  warning                  unknown key
                """, console.output("health"));
    }

    @Test
    void shouldFailWhenACheckIsCriticalAndNameWhatIsWrong() {
        console.checks = List.of(WELL, ILL);
        Console.Reply reply = console.run("health");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertTrue(reply.output().contains("Device a is hung."), reply::output);
        assertTrue(reply.output().contains("The space behind b is low."), reply::output);
        assertFalse(reply.output().contains("devices are ready"), reply::output);
        assertEquals("", reply.errors());
    }

    @Test
    void shouldSayAllToPrograms() {
        console.checks = List.of(ILL);
        Console.Reply reply = console.run("health", "--json");
        String json = reply.output().replaceAll("\\s", "");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertTrue(json.startsWith("{\"status\":\"critical\",\"checks\":[{\"name\":\"devices\""), json);
        assertTrue(json.contains("\"tags\":[\"scst\",\"devices\"]"), json);
        assertTrue(json.contains("\"1of2devicesareready.\""), json);
    }

    @Test
    void shouldShowTheWorstLineInTheStatus() {
        console.checks = List.of(WELL, WARNED, ILL);
        assertTrue(
                console.output("status").contains("Health:     critical: devices: Device a is hung. See \"health\"."),
                () -> console.output("status"));
        console.checks = List.of(WELL);
        assertTrue(console.output("status").contains("Health:     ok\n"), () -> console.output("status"));
    }

    @Test
    void shouldNotBeWellBecauseNobodyLooks() {
        console.checks = List.of();
        assertTrue(console.errors(ExitStatus.FAILED, "health").contains("no health check"));
        assertTrue(console.output("status").contains("Health:     unknown: no health check"));
    }

    @Test
    void shouldSayWhatIsMissingWithoutChecks() {
        assertTrue(console.errors(ExitStatus.FAILED, "health").contains("org.scst.runtime.health"));
        assertTrue(console.output("status").contains("org.scst.runtime.health is not running"));
    }
}
