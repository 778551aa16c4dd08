package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.Diagnosis;
import org.scst.core.admin.LimitSnapshot;
import org.scst.core.admin.Problem;
import org.scst.testkit.FakeSnapshots.Limit;

/** The commands that only look. */
class ViewCommandsTest {

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
    }

    @Test
    void shouldListTargetsWithPortalsLunsAndSessions() {
        console.core
                .target("iqn.x:san", "san", true, Map.of(0, "a", 1, "b"))
                .target("iqn.x:old", "old", false, Map.of());
        assertEquals("""
                TARGET     FILE  DRIVER  STATE          LUNS  GROUPS  SESSIONS  PORTALS
                iqn.x:san  san   iscsi   online            2       0         0  127.0.0.1:3260, [::1]:3260
                iqn.x:old  old   iscsi   driver absent     0       0         0  -
                """, console.output("targets"));
    }

    @Test
    void shouldSayHowToMakeTheFirstTarget() {
        assertTrue(console.output("targets").contains("export NAME SIZE"));
    }

    @Test
    void shouldListLunsWithTheReasonWhyOneIsNotReady() {
        console.core
                .device("a", "ready", "", 1 << 20)
                .device("b", "not ready", "there is no /srv/b.img", 0)
                .target("iqn.x:san", "san", true, Map.of(0, "a"))
                .target("iqn.x:two", "two", true, Map.of(3, "b"));
        String luns = console.output("luns");
        assertTrue(luns.contains("there is no /srv/b.img"), luns);
        assertEquals("""
                TARGET     GROUP  LUN  DEVICE   SIZE  ACCESS      STATE  REASON
                iqn.x:san  -        0  a       1 MiB  read-write  ready  -
                """, console.output("luns", "iqn.x:san"));
        assertEquals(console.output("luns", "iqn.x:san"), console.output("luns", "san"));
    }

    @Test
    void shouldSayThatALunsDeviceIsDefinedByNoFile() {
        console.core.target("iqn.x:san", "san", true, Map.of(0, "ghost"));
        assertTrue(console.output("luns").contains("no file defines this device"));
    }

    @Test
    void shouldRefuseAnUnknownTarget() {
        assertTrue(console.errors(ExitStatus.FAILED, "luns", "iqn.x:none").contains("\"targets\" lists"));
    }

    @Test
    void shouldListDevices() {
        console.core.device("a", "ready", "", 10L << 30);
        String devices = console.output("devices");
        assertTrue(devices.contains("10 GiB"), devices);
        assertTrue(devices.contains("3000000000000001"), devices);
        assertTrue(console.output("devices", "--json").contains("\"bytes\": 10737418240"));
    }

    @Test
    void shouldListSessionsWithEscapedNames() {
        console.core.session("17", "iqn.x:san", FakeCore.HOSTILE);
        String sessions = console.output("sessions");
        assertTrue(sessions.contains("iqn.evil\\x1b[2J\\u202e\\x0a:x"), sessions);
        assertTrue(console.output("sessions", "--json").contains("\"HeaderDigest\": \"None\""));
    }

    @Test
    @DisplayName("CVE-2023-53676, CVE-2025-39998, CVE-2026-46149: listings have no end that they could pass")
    void shouldListAnyNumberOfSessionsWithTheLongestNames() {
        String longest = "iqn.2026-11.org.example:" + "x".repeat(223 - 24 - 4);
        for (int session = 0; session < 1000; session++) {
            console.core.session(Integer.toString(session), "iqn.x:san", longest + String.format("%04d", session));
        }
        for (List<String> words : List.of(List.of("sessions"), List.of("sessions", "--json"))) {
            String listed = console.output(words.toArray(String[]::new));
            for (int session = 0; session < 1000; session++) {
                assertTrue(listed.contains(longest + String.format("%04d", session)), words + " " + session);
            }
        }
    }

    @Test
    void shouldListCommandsInFlightByStateAndAge() {
        console.core
                .command("1", "a", "PROCESSING", Duration.ofMillis(3))
                .command("1", "a", "AWAITING_DATA_OUT", Duration.ofMillis(1))
                .command("1", "a", "PROCESSING", Duration.ofSeconds(2));
        List<String> lines = console.output("commands").lines().toList();
        assertEquals("1 AWAITING_DATA_OUT, 2 PROCESSING", lines.get(0));
        assertTrue(lines.get(3).startsWith("AWAITING_DATA_OUT  0.001000 s"), lines.get(3));
        assertTrue(lines.get(4).startsWith("PROCESSING         2.000000 s"), lines.get(4));
        assertTrue(lines.get(5).startsWith("PROCESSING         0.003000 s"), lines.get(5));
        assertTrue(console.output("commands", "--json").contains("\"age\": 2000000"));
    }

    @Test
    void shouldSayThatNothingIsInFlight() {
        assertEquals("No command is in flight.\n", console.output("commands"));
    }

    @Test
    void shouldWalkUpToTheFirstNo() {
        console.core.diagnosis = new Diagnosis(List.of(
                new Diagnosis.Step("Is there such a target?", true, "iqn.x:san, driver iscsi", ""),
                new Diagnosis.Step("Is LUN 0 ready?", false, "mapped but not ready: no such file", "bring it back")));
        Console.Reply reply = console.run("why", "iqn.client:*", "iqn.x:san");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertEquals("""
                yes  Is there such a target?: iqn.x:san, driver iscsi
                NO   Is LUN 0 ready?: mapped but not ready: no such file
                     Cure: bring it back
                """, reply.output());
        assertEquals(List.of("iqn.client:*", "iqn.x:san"), console.core.asked);
    }

    @Test
    void shouldShowWhereTheTimeOfSessionsGoesBesideThatOfDevices() {
        console.core.device("a", "ready", "", 1 << 20).session("1:x", "iqn.t", "iqn.host");
        String stats = console.output("stats", "--latency");
        assertEquals(
                1,
                stats.lines()
                        .filter(line -> line.contains("iqn.host") && line.contains("PROCESSING"))
                        .count(),
                stats);
        assertTrue(console.output("stats", "--latency", "--json").contains("\"session_latencies\""));
    }

    @Test
    void shouldShowOnRequestWhatEachSessionDoesAtEachDevice() {
        console.core
                .device("a", "ready", "", 1 << 20)
                .device("b", "ready", "", 1 << 20)
                .session("1:x", "iqn.t", "iqn.host")
                .session("1:y", "iqn.t", "iqn.other")
                .use("1:x", 0, "a")
                .use("1:x", 7, "b")
                .use("1:y", 0, "a");
        assertEquals(3, lines(console.output("stats", "--pairs"), "1:"));
        assertEquals(2, lines(console.output("stats", "a", "--pairs"), "1:"));
        assertEquals(2, lines(console.output("stats", "--session", "1:x"), "1:x"));
        assertEquals(1, lines(console.output("stats", "b", "--session", "1:x"), "1:"));
        assertEquals(2, lines(console.output("stats", "b", "--pairs", "--latency"), "1:x"));
        assertEquals("No session has used b yet.\n", console.output("stats", "b", "--session", "1:y"));
        assertTrue(console.output("stats", "--pairs", "--json").contains("\"pair_latencies\""));
        assertTrue(console.errors(ExitStatus.FAILED, "stats", "c", "--pairs").contains("no device \"c\""));
        assertTrue(console.errors(ExitStatus.FAILED, "stats", "--session", "z").contains("no session \"z\""));
    }

    private static long lines(String text, String start) {
        return text.lines().filter(line -> line.startsWith(start)).count();
    }

    @Test
    void shouldEndWellWhenEveryStepIsPassed() {
        console.core.diagnosis = new Diagnosis(List.of(new Diagnosis.Step("All?", true, "yes", "")));
        assertTrue(console.output("why", "a", "b", "--json").contains("\"passed\": true"));
    }

    @Test
    void shouldShowStatisticsAndLatencies() {
        console.core.device("a", "ready", "", 1 << 20).device("b", "ready", "", 1 << 20);
        String stats = console.output("stats", "a", "--latency");
        assertTrue(stats.contains("240 KiB"), stats);
        assertTrue(stats.contains("12.3"), stats);
        assertTrue(stats.contains("PROCESSING"), stats);
        assertEquals(
                1,
                stats.lines()
                        .filter(line -> line.startsWith("a ") && line.contains("100"))
                        .count());
        assertTrue(stats.lines().noneMatch(line -> line.startsWith("b ")), stats);
        assertTrue(console.output("stats").contains("3  busy"));
        assertTrue(console.errors(ExitStatus.FAILED, "stats", "c").contains("no device \"c\""));
    }

    @Test
    void shouldSayHowToConnectToEachTarget() {
        console.core
                .target("iqn.x:san", "san", true, Map.of(3, "a", 5, "b"))
                .target("iqn.x:two", "two", true, Map.of(0, "c"));
        String all = console.output("connect");
        assertTrue(all.contains("qemu-img info iscsi://127.0.0.1:3260/iqn.x:san/3\n"), all);
        assertTrue(all.contains("iscsi://127.0.0.1:3260/iqn.x:two/0"), all);
        assertFalse(console.output("connect", "san").contains("iqn.x:two"));
        assertTrue(console.errors(ExitStatus.FAILED, "connect", "none").contains("there is no target \"none\""));
        console.core.gateOpen = false;
        assertTrue(console.errors(ExitStatus.FAILED, "connect").contains("logins are not answered yet"));
    }

    @Test
    void shouldNotMissPortalsOfTargetsThatThisMachineAloneUses() {
        console.core.target("disks", "disks", true, Map.of(0, "a")).drivenBy("local", "disks");
        console.core.portals.put("iscsi", List.of());
        assertEquals("""
                disks

                On this machine only, in the ways that its file allows (mount, vhost_user, driver_socket): org.scst.local.target-disks.cfg
                """, console.output("connect"));
        console.core.target("iqn.x:san", "san", true, Map.of(0, "a"));
        String both = console.output("connect");
        assertTrue(both.contains("No portal of iscsi is open"), both);
    }

    @Test
    void shouldSayWhyNobodyCanConnectInsteadOfNamingTargetsOnly() {
        console.core.target("iqn.x:san", "san", true, Map.of(0, "a"));
        console.core.portals.put("iscsi", List.of());
        assertTrue(console.errors(ExitStatus.FAILED, "connect").contains("Cure: open one by \"portal add ADDRESS\""));
        console.core.problems.add(
                new Problem("org.scst.iscsi", "", "portals", "127.0.0.1:3260 is taken by \"x\" (pid 7)", "Stop it."));
        assertEquals("""
                Error: no portal is open, no initiator can connect: 127.0.0.1:3260 is taken by "x" (pid 7)
                Cure: Stop it.
                """, console.errors(ExitStatus.FAILED, "connect"));
    }

    @Test
    void shouldSayWhyCoreDoesNotRun() {
        console.withoutCore();
        console.coreFailure = Optional.of(new Services.CoreFailure("identities is damaged", "restore it"));
        assertEquals("""
                Error: the mid-layer (org.scst.core) does not run: identities is damaged
                Cure: restore it
                """, console.errors(ExitStatus.FAILED, "status"));
    }

    @Test
    void shouldListBundlesAlsoWithoutCore() {
        console.withoutCore();
        console.deployment.bundle("org.scst.vdisk", "shipped", "", List.of());
        assertTrue(console.output("bundles").contains("org.scst.vdisk"));
    }

    @Test
    void shouldShowWhatIsWrongInStatusWithFileAndLine() {
        console.core.device("a", "ready", "", 1).device("b", "not ready", "there is no /srv/b.img", 0);
        console.files.problems =
                List.of(new FileProblem("org.scst.vdisk-b.cfg", 3, "there is no /srv/b.img", "make it"));
        assertEquals("""
                Logins:     answered
                Generation: 1
                Portals:    iscsi 127.0.0.1:3260, [::1]:3260
                Targets:    0, sessions 0
                Devices:    2, not ready 1
                  b: not ready, there is no /srv/b.img
                Buffers:    4 KiB of 1 MiB
                Health:     unknown: org.scst.runtime.health is not running
                Problems:   1
                  org.scst.vdisk-b.cfg:3: there is no /srv/b.img (make it)
                """, console.output("status"));
        assertTrue(console.output("status", "--json").contains("\"line\": 3"));
    }

    private void takenByStrangers() {
        console.core.limits.add(new Limit("iscsi", "max_logins", "connections", 3, 256, 40));
        console.core.limits.add(new Limit("iscsi", "max_memory", "bytes", 98304, 256 << 20, 0));
        console.core.limits.add(new Limit("iscsi", "login_timeout", "seconds", LimitSnapshot.UNKNOWN, 30, 2));
        console.core.limits.add(new Limit("iscsi", "MaxSessions", "sessions", -1, LimitSnapshot.UNKNOWN, 0));
        console.core.refusedLogins.put("iscsi", Map.of("0x0201 AUTHENTICATION_FAILURE", 5L));
    }

    @Test
    void shouldSayWhatStrangersTakeAndWhoWasTurnedAway() {
        takenByStrangers();
        String status = console.output("status");
        assertTrue(status.contains("""
                        Limits:     iscsi max_logins 3 of 256, max_memory 96 KiB of 256 MiB
                        Refused:    iscsi 5 logins with 0x0201 AUTHENTICATION_FAILURE, 40 by max_logins, 2 by login_timeout
                        """), status);
        String json = console.output("status", "--json");
        assertTrue(json.contains("\"turned_away\": 40"), json);
        assertTrue(json.contains("\"0x0201 AUTHENTICATION_FAILURE\": 5"), json);
    }

    @Test
    void shouldListLimitsBelowPortals() {
        takenByStrangers();
        console.core.limits.add(new Limit("srpt", "max_logins", "connections", 1, 2, 7));
        String portals = console.output("portal");
        assertTrue(portals.endsWith("""

                        LIMIT          IN USE  MOST             TURNED AWAY
                        max_logins     3       256 connections           40
                        max_memory     96 KiB  256 MiB                    0
                        login_timeout  -       30 seconds                 2
                        MaxSessions    -       -                          0
                        Refused: iscsi 5 logins with 0x0201 AUTHENTICATION_FAILURE, 40 by max_logins, 2 by login_timeout
                        """), portals);
        String json = console.output("portal", "--json");
        assertTrue(json.contains("\"in_use\": 98304"), json);
        assertFalse(json.contains("-1"), json);
    }

    @Test
    void shouldSayWhatASessionHolds() {
        console.core.session("17", "iqn.x:san", "iqn.x:i");
        assertTrue(console.output("sessions").contains("264 KiB"));
        assertTrue(console.output("sessions", "--json").contains("\"held_bytes\": 270336"));
        assertTrue(console.output("session", "show", "17").contains("270336"));
    }

    @Test
    void shouldSayWhichDevicesRefuseWritesAndHowThatEnds() {
        console.core.device("a", "ready", "", 1).device("b", "ready", "", 1);
        console.core.latched.add("b");
        String cure = "  b: refuses writes since a flush has failed, acknowledged ones may be lost;"
                + " cure its storage, check its data, then: clear b\n";
        String status = console.output("status");
        assertTrue(status.contains("Devices:    2, not ready 0, refusing writes 1\n" + cure), status);
        assertTrue(console.output("status", "--json").contains("\"devices_refusing_writes\": [\n    \"b\"\n  ]"));
        assertTrue(console.output("devices").endsWith("\n" + cure));
        assertTrue(console.output("devices", "--json").contains("\"write_error_latched\": true"));
    }

    @Test
    void shouldSayInStatusThatTheGateIsClosedAndNothingListens() {
        console.core.gateOpen = false;
        console.core.portals.clear();
        String status = console.output("status");
        assertTrue(status.contains("held until the start is complete"), status);
        assertTrue(status.contains("no target driver is running"), status);
    }

    @Test
    void shouldSayInStatusThatFilesAreNotFollowed() {
        console.withoutFiles();
        assertTrue(console.output("status").contains("org.scst.runtime.configuration is not running"));
    }

    @Test
    void shouldWaitUntilLoginsAreAnsweredAndDevicesAreSettled() {
        console.core.device("a", "not ready", "the file is missing", 0);
        console.output("status", "--wait");
        console.core.device("b", "opening", "", 0);
        assertEquals(ExitStatus.FAILED, console.run("status", "--wait=5").status());
        console.core.device("b", "ready", "", 4096);
        console.core.gateOpen = false;
        assertEquals(ExitStatus.FAILED, console.run("status", "--wait").status());
        console.output("status");
        console.core.gateOpen = true;
        console.core.portals.put("iscsi", List.of());
        assertEquals(ExitStatus.FAILED, console.run("status", "--wait").status());
        console.errors(ExitStatus.USAGE, "status", "--wait=soon");
        console.withoutCore();
        assertTrue(console.errors(ExitStatus.FAILED, "status", "--wait=1").contains("not running"));
    }
}
