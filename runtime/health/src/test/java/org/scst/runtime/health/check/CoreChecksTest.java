package org.scst.runtime.health.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.ResultLog;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.LimitSnapshot;
import org.scst.core.admin.Problem;
import org.scst.testkit.FakeSnapshots.Limit;

class CoreChecksTest {
    private final Stand stand = new Stand();

    private Result portals() {
        return new PortalsCheck(stand.asCore()).execute();
    }

    private Result devices() {
        return new DevicesCheck(stand.asCore()).execute();
    }

    private Result budget() {
        return new BudgetCheck(stand.asCore()).execute();
    }

    private static void assertFound(Result result, Status status, String... words) {
        StringBuilder text = new StringBuilder();
        for (ResultLog.Entry entry : result) {
            if (entry.getStatus() == status) {
                text.append(entry.getMessage()).append('\n');
            }
        }
        assertEquals(status, result.getStatus(), text.toString());
        for (String word : words) {
            assertTrue(text.toString().contains(word), () -> word + " is not in: " + text);
        }
    }

    @Test
    void shouldBeCriticalWithoutCore() {
        assertFound(new PortalsCheck(new CoreService()).execute(), Status.CRITICAL, "org.scst.core");
        assertFound(new DevicesCheck(new CoreService()).execute(), Status.CRITICAL, "org.scst.core");
        assertFound(new BudgetCheck(new CoreService()).execute(), Status.CRITICAL, "org.scst.core");
    }

    @Test
    void shouldForgetACoreThatHasLeftAndKeepItsSuccessor() {
        CoreService core = stand.asCore();
        core.bindAdministration(new Stand());
        core.unbindAdministration(stand);
        assertFound(new DevicesCheck(core).execute(), Status.OK);
    }

    @Test
    void shouldSayWhereDriversListen() {
        assertFound(portals(), Status.OK, "iscsi listens on 127.0.0.1:3260");
    }

    @Test
    void shouldBeCriticalWhenADriverWithTargetsListensNowhere() {
        stand.portals.put("iscsi", List.of());
        assertFound(portals(), Status.OK);
        stand.target("iscsi", "a", "ready");
        assertFound(portals(), Status.CRITICAL, "listens nowhere", "org.scst.iscsi.cfg");
    }

    @Test
    void shouldBeCriticalWithoutADriver() {
        stand.portals.clear();
        assertFound(portals(), Status.CRITICAL, "No target driver");
    }

    @Test
    void shouldBeCriticalWhenAPortalIsTaken() {
        stand.problems.add(new Problem("org.scst.iscsi", "", "portals", "[::1]:3260 is taken by tgtd", "Stop it."));
        stand.problems.add(new Problem("org.scst.iscsi.target", "a", "lun.0", "something else", ""));
        assertFound(portals(), Status.CRITICAL, "[::1]:3260 is taken by tgtd. Stop it.");
    }

    @Test
    void shouldBeUnavailableForAWhileBeforeLoginsAreAnswered() {
        stand.gateOpen = false;
        assertFound(portals(), Status.TEMPORARILY_UNAVAILABLE, "held");
    }

    @Test
    void shouldCountReadyDevices() {
        stand.disk("a", "ready", "").disk("b", "ready", "").target("iscsi", "a", "ready");
        assertFound(devices(), Status.OK, "2 of 2 devices are ready");
    }

    @Test
    void shouldNameEachDeviceThatCannotBeUsed() {
        stand.disk("a", "not ready", "/a.img is gone")
                .disk("b", "hung", "1 commands have not come back from its storage")
                .disk("c", "handler absent", "no bundle provides org.scst.vdisk")
                .disk("d", "ready", "");
        assertFound(
                devices(),
                Status.CRITICAL,
                "Device a is not ready: /a.img is gone.",
                "Device b is hung",
                "Device c is handler absent");
    }

    @Test
    void shouldFindNothingWrongWithADeviceThatIsClosedOnPurpose() {
        stand.disk("a", "standby", "closed: no target port here gives access to it");
        assertFound(devices(), Status.OK, "Device a is standby: closed");
    }

    @Test
    void shouldBeUnavailableForAWhileDuringAnUpdateOfItsHandler() {
        stand.disk("a", "blocked", "its handler is being updated or stopped");
        assertFound(devices(), Status.TEMPORARILY_UNAVAILABLE, "Device a is blocked");
    }

    @Test
    void shouldBeCriticalWhenWritesAreRefused() {
        stand.troubledDisk("a", true, false);
        assertFound(devices(), Status.CRITICAL, "Device a refuses writes");
    }

    @Test
    void shouldWarnOfLowSpace() {
        stand.troubledDisk("a", false, true);
        assertFound(devices(), Status.WARN, "The space behind device a is low");
    }

    @Test
    void shouldBeCriticalWhenALunNamesNoDevice() {
        stand.target("iscsi", "ghost", "missing");
        assertFound(devices(), Status.CRITICAL, "LUN 0 of iqn.a names the device ghost");
    }

    @Test
    void shouldKeepBracesInNamesAsTheyAre() {
        stand.disk("a", "not ready", "{} is gone");
        assertFound(devices(), Status.CRITICAL, "Device a is not ready: {} is gone.");
    }

    @Test
    void shouldWarnWhenMemoryForCommandsIsNearlyUsedUp() {
        stand.bufferBytes = stand.bufferLimit / 100 * 89;
        assertFound(budget(), Status.OK);
        stand.bufferBytes = stand.bufferLimit / 100 * 91;
        assertFound(budget(), Status.WARN, "scst_max_cmd_mem");
    }

    private Result limits() {
        return new LimitsCheck(stand.asCore()).execute();
    }

    @Test
    void shouldSayHowManyWereTurnedAwayAndNotWorry() {
        stand.limits.add(new Limit("iscsi", "max_logins", "connections", 3, 256, 40));
        stand.limits.add(new Limit("iscsi", "login_timeout", "seconds", LimitSnapshot.UNKNOWN, 30, 2));
        stand.refusedLogins.put("iscsi", Map.of("0x0201 AUTHENTICATION_FAILURE", 5L, "0x0203 NOT_FOUND", 1L));
        assertFound(limits(), Status.OK, "42 connections were turned away by limits, 6 logins refused.");
    }

    @Test
    void shouldWarnWhenALimitIsNearlyUsedUp() {
        stand.limits.add(new Limit("iscsi", "max_memory", "bytes", 89, 100, 0));
        stand.limits.add(new Limit("iscsi", "max_logins", "connections", 1, 2, 0));
        assertFound(limits(), Status.OK);
        stand.limits.add(new Limit("iscsi", "max_memory", "bytes", 90, 100, 7));
        assertFound(limits(), Status.WARN, "90 of 100 bytes of max_memory are in use, 7 times", "org.scst.iscsi.cfg");
    }

    @Test
    void shouldSayNothingOfLimitsThatTargetsHave() {
        stand.limits.add(
                new Limit("iscsi", "MaxSessions", "sessions", LimitSnapshot.UNKNOWN, LimitSnapshot.UNKNOWN, 1));
        assertFound(limits(), Status.OK, "1 connections");
    }
}
