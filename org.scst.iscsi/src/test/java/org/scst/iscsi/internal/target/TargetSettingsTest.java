package org.scst.iscsi.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.target.DriverProblem;
import org.scst.iscsi.internal.authentication.Accounts;
import org.scst.iscsi.internal.session.SessionLimits;
import org.scst.iscsi.internal.text.OperationalKey;

class TargetSettingsTest {
    private final List<DriverProblem> problems = new ArrayList<>();

    private TargetSettings read(Map<String, String> properties) {
        return TargetSettings.of("san", properties, problems);
    }

    @Test
    void shouldHoldTheDefaultsWhenNothingIsSaid() {
        TargetSettings settings = read(Map.of());

        assertEquals(
                new TargetSettings(
                        "",
                        0,
                        Long.MAX_VALUE,
                        1 << 20,
                        TargetAccess.DEFAULT,
                        SessionLimits.DEFAULT,
                        Map.of(),
                        Accounts.NONE),
                settings);
        assertEquals(List.of(), problems);
    }

    @Test
    void shouldReadWhatTheFileSays() {
        TargetSettings settings = read(Map.of(
                "alias", "Disks",
                "MaxSessions", "4",
                "max_memory", "8",
                "QueuedCommands", "128",
                "RspTimeout", "60",
                "NopInInterval", "0",
                "NopInTimeout", "5",
                "MaxXmitDataSegmentLength", "65536"));

        assertEquals(
                new SessionLimits(128, Duration.ofSeconds(60), Duration.ZERO, Duration.ofSeconds(5)),
                settings.limits());
        assertEquals("Disks", settings.alias());
        assertEquals(4, settings.maxSessions());
        assertEquals(8 << 20, settings.maxMemory());
        assertEquals(65536, settings.maxXmitDataSegmentLength());
        assertEquals(List.of(), problems);
    }

    @Test
    void shouldReadNegotiatedKeysInAnyUsualWriting() {
        TargetSettings settings = read(Map.of(
                "InitialR2T", "true",
                "ImmediateData", "0",
                "HeaderDigest", " CRC32C , None ",
                "MaxBurstLength", "0x10000"));

        assertEquals(
                Map.of(
                        OperationalKey.InitialR2T, "Yes",
                        OperationalKey.ImmediateData, "No",
                        OperationalKey.HeaderDigest, "CRC32C,None",
                        OperationalKey.MaxBurstLength, "65536"),
                settings.keys());
        assertEquals(List.of(), problems);
    }

    @ParameterizedTest
    @CsvSource({
        "QueuedCommands, 0",
        "QueuedCommands, 2049",
        "QueuedCommands, many",
        "MaxSessions, -1",
        "max_memory, -1",
        "RspTimeout, 1",
        "NopInTimeout, 1",
        "NopInInterval, 65536",
        "InitialR2T, perhaps",
        "HeaderDigest, MD5",
        "DataDigest, ''",
        "MaxBurstLength, 511",
        "MaxRecvDataSegmentLength, 16777216",
        "MaxXmitDataSegmentLength, 511",
        "redirect, 10.0.0.2 soon",
        "alias, 'two\u0000lines'",
    })
    void shouldReportWhatCannotHoldAndHoldTheDefault(String key, String value) {
        TargetSettings settings = read(Map.of(key, value));

        assertEquals(1, problems.size());
        assertEquals("san", problems.getFirst().target());
        assertEquals(key, problems.getFirst().key());
        assertFalse(problems.getFirst().cure().isBlank());
        assertEquals(read(Map.of()), settings);
    }

    @Test
    void shouldReadByWhichPortalsInitiatorsCome() {
        TargetAccess access = read(Map.of(
                        "enabled", "no",
                        "allowed_portal", "10.0.0.*, !10.0.0.9",
                        "per_portal_acl", "1",
                        "redirect", "10.0.0.2 perm"))
                .access();

        assertEquals(false, access.enabled());
        assertEquals(List.of("10.0.0.*", "!10.0.0.9"), access.allowed().patterns());
        assertEquals("10.0.0.2:3260", access.redirect().orElseThrow().targetAddress());
        assertEquals("iqn.a:i#10.0.0.1", access.groupName("iqn.a:i", new InetSocketAddress("10.0.0.1", 3260)));
        assertEquals("iqn.a:i", TargetAccess.DEFAULT.groupName("iqn.a:i", new InetSocketAddress("10.0.0.1", 3260)));
    }

    @Test
    void shouldShowATargetAtNoPortalWhileItsPatternsAreWrong() {
        TargetAccess access = read(Map.of("allowed_portal", "eth0")).access();

        assertFalse(access.allows(new InetSocketAddress("10.0.0.1", 3260)));
        assertEquals("allowed_portal", problems.getFirst().key());
    }

    @Test
    void shouldNotLetAFilePromiseWhatIsNotServed() {
        assertEquals(
                Map.of(),
                read(Map.of("ErrorRecoveryLevel", "2", "MaxConnections", "8", "DataPDUInOrder", "No"))
                        .keys());
    }
}
