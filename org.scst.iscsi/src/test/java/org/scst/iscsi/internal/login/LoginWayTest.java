package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.OPERATIONAL_TO_FULL;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.isns.Admission;
import org.scst.iscsi.internal.target.DriverSettings;
import org.scst.iscsi.internal.wire.WirePdu;

/** By which portals initiators come, and where they are sent: the fixture's portal is 127.0.0.1:3260. */
class LoginWayTest {
    private static WirePdu login(LoginFixture fixture) {
        fixture.gate.complete(true);
        return fixture.wire.exchange(LoginFixture.normal());
    }

    private static int status(Map<String, String> properties) {
        try (LoginFixture fixture = new LoginFixture(properties)) {
            return login(fixture).int16(36);
        }
    }

    private static WirePdu discover(LoginFixture fixture) {
        fixture.gate.complete(true);
        fixture.wire.exchange(
                WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0, "InitiatorName=" + INITIATOR, "SessionType=Discovery"));
        return fixture.wire.exchange(WirePdu.text(0x80, 3, -1, "SendTargets=All"));
    }

    @Test
    void shouldServeATargetAtItsPortalsOnly() {
        assertEquals(0, status(Map.of("allowed_portal", "127.0.0.*")));
        assertEquals(0x0203, status(Map.of("allowed_portal", "10.0.0.*")));
        assertEquals(0x0203, status(Map.of("allowed_portal", "*, !127.0.0.1:3260")));
    }

    @Test
    void shouldNotShowATargetAtAPortalThatIsNotItsOwn() {
        try (LoginFixture fixture = new LoginFixture(Map.of("allowed_portal", "10.0.0.*"))) {
            assertEquals(List.of(), discover(fixture).pairs());
        }
    }

    @Test
    void shouldLetNobodyInToATargetThatIsNotEnabled() {
        assertEquals(0x0203, status(Map.of("enabled", "false")));
        try (LoginFixture fixture = new LoginFixture(Map.of("enabled", "0"))) {
            assertEquals(List.of(), discover(fixture).pairs());
        }
    }

    @Test
    void shouldLetNobodyInWhenTheDriverIsNotEnabled() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.settings = DriverSettings.of(Map.of("enabled", "no"), List.of());

            assertEquals(0x0203, login(fixture).int16(36));
            assertTrue(fixture.refusals.getFirst().cause().contains("not enabled"));
        }
    }

    @Test
    void shouldAskNothingOfThoseWhoComeByAnInternalPortal() {
        Map<String, String> account = Map.of("IncomingUser", "me password_file=me");
        assertEquals(0x0201, status(account));
        try (LoginFixture fixture = new LoginFixture(account)) {
            fixture.settings = DriverSettings.of(Map.of("internal_portal", "127.0.0.*, !127.0.0.2"), List.of());
            assertEquals(0, login(fixture).int16(36));
        }
        try (LoginFixture fixture = new LoginFixture(account)) {
            fixture.settings = DriverSettings.of(Map.of("internal_portal", "10.0.0.*"), List.of());
            assertEquals(0x0201, login(fixture).int16(36));
        }
    }

    @Test
    void shouldLetNobodyInWhomTheNameServiceDoesNotName() {
        try (LoginFixture fixture = new LoginFixture(Map.of("redirect", "10.0.0.2 temp"))) {
            fixture.admission = Admission.REFUSED;
            assertEquals(0x0203, login(fixture).int16(36), "and sends nobody on");
            fixture.connect();
            assertEquals(List.of(), discover(fixture).pairs());
        }
    }

    @Test
    void shouldHaveInitiatorsTryAgainWhileTheNameServiceHasNotAnswered() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.admission = Admission.UNANSWERED;
            assertEquals(0x0301, login(fixture).int16(36));
            assertTrue(fixture.refusals.getFirst().cause().contains("has not said yet"));
            fixture.connect();
            assertEquals(List.of(), discover(fixture).pairs());
        }
    }

    @Test
    void shouldMatchGroupsByNameAndPortal() {
        try (LoginFixture fixture = new LoginFixture(Map.of("per_portal_acl", "1"))) {
            fixture.port.visible = name -> name.equals(INITIATOR + "#127.0.0.1");

            assertEquals(0, login(fixture).int16(36));

            assertEquals(INITIATOR, fixture.port.opened.getFirst().description().initiatorName());
            assertEquals(
                    INITIATOR + "#127.0.0.1",
                    fixture.port.opened.getFirst().description().groupName());
        }
    }

    @Test
    void shouldMatchGroupsByNameAlone() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.port.visible = INITIATOR::equals;

            login(fixture);

            assertEquals(INITIATOR, fixture.port.opened.getFirst().description().groupName());
        }
    }

    @Test
    void shouldSendInitiatorsElsewhereBeforeAnythingIsAsked() {
        try (LoginFixture fixture = new LoginFixture(Map.of("redirect", "10.0.0.2:3261 temp"))) {
            fixture.gate.complete(true);
            // Security stage: authentication has not begun.
            WirePdu response = fixture.wire.exchange(WirePdu.login(
                    0x81,
                    ISID,
                    0,
                    "InitiatorName=" + INITIATOR,
                    "TargetName=" + LoginFixture.TARGET,
                    "AuthMethod=CHAP,None"));

            assertEquals(0x0101, response.int16(36));
            assertEquals(List.of("TargetAddress=10.0.0.2:3261"), response.pairs());
            assertEquals(0, response.int8(1) & 0xC0, "neither T nor C");
            assertFalse(fixture.wire.open());
            assertEquals(List.of(), fixture.port.opened);
            assertEquals(List.of(), fixture.refusals, "that is no refusal");
        }
    }

    @Test
    void shouldSayThatATargetHasMovedForGood() {
        try (LoginFixture fixture = new LoginFixture(Map.of("redirect", "[fd00::2] perm"))) {
            WirePdu response = login(fixture);

            assertEquals(0x0102, response.int16(36));
            assertEquals(List.of("TargetAddress=[fd00::2]:3260"), response.pairs());
        }
    }

    @Test
    void shouldSendAlsoThoseElsewhereWhoFindNothingHere() {
        try (LoginFixture fixture = new LoginFixture(Map.of("redirect", "10.0.0.2 temp"))) {
            fixture.port.visible = initiator -> false;

            assertEquals(0x0101, login(fixture).int16(36));
        }
    }

    @Test
    void shouldLetThoseInWhoHaveArrived() {
        assertEquals(0, status(Map.of("redirect", "127.0.0.1:3260 temp")));
        assertEquals(0x0101, status(Map.of("redirect", "127.0.0.1:3261 temp")));
    }

    @Test
    void shouldNotRedirectDiscovery() {
        try (LoginFixture fixture = new LoginFixture(Map.of("redirect", "10.0.0.2 temp"))) {
            assertEquals(
                    List.of("TargetName=" + LoginFixture.TARGET, "TargetAddress=127.0.0.1:3260,1"),
                    discover(fixture).pairs());
        }
    }

    @Test
    void shouldSendNoLongerDataSegmentsThanItsFileSays() {
        try (LoginFixture fixture = new LoginFixture(Map.of("MaxXmitDataSegmentLength", "4096"))) {
            fixture.gate.complete(true);
            fixture.wire.exchange(LoginFixture.normal("MaxRecvDataSegmentLength=65536"));

            assertEquals(
                    "4096",
                    fixture.port.opened.getFirst().transport().properties().get("MaxXmitDataSegmentLength"));
        }
    }
}
