package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.TARGET;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.wire.WirePdu;

/** Who reaches a target from where; the fixture's initiators connect from no address of IP. */
class LoginAccessTest {
    private static LoginFixture serving(Map<String, String> properties) {
        LoginFixture fixture = new LoginFixture(properties);
        fixture.gate.complete(true);
        return fixture;
    }

    private static List<String> found(LoginFixture fixture) {
        fixture.connect();
        fixture.wire.exchange(WirePdu.login(
                LoginFixture.OPERATIONAL_TO_FULL, 1, 0, "InitiatorName=" + INITIATOR, "SessionType=Discovery"));
        return fixture.wire
                .exchange(WirePdu.text(0x80, 1, -1, "SendTargets=All"))
                .pairs();
    }

    @Test
    void shouldHideATargetFromAddressesThatAreNotAllowed() {
        try (LoginFixture fixture = serving(Map.of("allowed_initiator_address", "10.0.0.0/8"))) {
            assertEquals(0x0203, fixture.wire.exchange(LoginFixture.normal()).int16(36));
            assertTrue(fixture.refusals.getFirst().cause().contains("allowed_initiator_address = 10.0.0.0/8"));
            assertEquals(List.of(), found(fixture));
        }
    }

    @Test
    void shouldTellOfALoginThatIsGranted() {
        try (LoginFixture fixture = serving(Map.of())) {
            assertEquals(0, fixture.wire.exchange(LoginFixture.normal()).int16(36));
            assertEquals(List.of(INITIATOR + " " + TARGET), fixture.granted);
            assertEquals("TargetName=" + TARGET, found(fixture).getFirst());
        }
    }

    @Test
    void shouldHideATargetFromEverybodyWhenTheListCannotBeRead() {
        try (LoginFixture fixture = serving(Map.of("allowed_initiator_address", "127.0.0.1, everywhere"))) {
            assertEquals(0x0203, fixture.wire.exchange(LoginFixture.normal()).int16(36));
        }
    }
}
