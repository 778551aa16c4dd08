package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.inquiry;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.admin.Problem;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeNexusTransport;

/** Device groups and target groups from their files to what initiators see, and back from what initiators set. */
class DeviceGroupsTest {
    private static final String DEVICE_GROUP = ConfiguredObjects.DEVICE_GROUP_PID;
    private static final String TARGET_GROUP = ConfiguredObjects.TARGET_GROUP_PID;
    private static final AdditionalSense IN_STANDBY =
            AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE;
    private static final String TO_STANDBY = "00000000 02000001";
    private static final String TO_ACTIVE = "00000000 00000001";

    @TempDir
    Path state;

    private Platform platform;
    private FakeNexusTransport a;

    @BeforeEach
    void serveOneDisk() throws IOException {
        platform = new Platform(state).serving();
        a = platform.initiator("a");
        read(a);
    }

    /** In force with the next generation. */
    private Platform group(String targetGroupState) {
        return group(targetGroupState, Map.of());
    }

    private Platform group(String targetGroupState, Map<String, String> more) {
        Map<String, String> properties = new TreeMap<>(
                Map.of("device_group", "dg", "group_id", "1", "state", targetGroupState, "targets", "iqn.a"));
        properties.putAll(more);
        return platform.file(DEVICE_GROUP, "dg", Map.of("devices", "disk1", "expl_alua", "true"))
                .file(TARGET_GROUP, "here", properties);
    }

    private List<String> apply() {
        return platform.apply().problems().stream()
                .map(problem -> problem.name() + " " + problem.key() + ": " + problem.cause())
                .toList();
    }

    private Outcome read(FakeNexusTransport by) {
        long tag = by.read(0, read10(0, 1), 512);
        platform.run();
        return by.outcome(tag);
    }

    private Outcome set(FakeNexusTransport by, String list) {
        return by.outcome(begin(by, list));
    }

    private long begin(FakeNexusTransport by, String list) {
        byte[] bytes = HexFormat.of().parseHex(list.replace(" ", ""));
        byte[] cdb = ByteBuffer.allocate(12)
                .put((byte) 0xA4)
                .put((byte) 0x0A)
                .putInt(6, bytes.length)
                .array();
        long tag = by.write(0, cdb, bytes);
        platform.run();
        return tag;
    }

    private String report(FakeNexusTransport by) {
        byte[] cdb = ByteBuffer.allocate(12)
                .put((byte) 0xA3)
                .put((byte) 0x0A)
                .putInt(6, 512)
                .array();
        long tag = by.read(0, cdb, 512);
        platform.run();
        return HexFormat.of().formatHex(by.ending(tag).data());
    }

    /** A nexus that has been told of its power on, and of nothing else. */
    private FakeNexusTransport settled(String name) {
        FakeNexusTransport initiator = platform.initiator(name);
        read(initiator);
        return initiator;
    }

    @Test
    void shouldJudgeByTheStateThatTheFileSays() {
        assertEquals(List.of(), apply());
        group("standby");

        assertEquals(List.of(), apply());
        assertSense(read(a), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
        assertSense(read(a), IN_STANDBY);
        assertEquals("0000000c" + "02cf0001" + "00000001" + "00000001", report(a));

        group("nonoptimized");
        assertEquals(List.of(), apply());
        assertSense(read(a), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertGood(read(a));
        assertEquals("0000000c" + "01cf0001" + "00020001" + "00000001", report(a));
    }

    @Test
    void shouldTellEveryNexusOfTheGroupAndNobodyElse() {
        platform.file(Platform.DISK, "disk2", Map.of())
                .file(Platform.TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1", "lun.1", "disk2"));
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        long first = b.read(1, read10(0, 1), 512);
        platform.run();
        assertSense(b.outcome(first), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);

        group("standby");
        apply();

        assertSense(read(b), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        long other = b.read(1, read10(0, 1), 512);
        platform.run();
        assertGood(b.outcome(other));
    }

    @Test
    void shouldTellIdleInitiatorsOfAChangedStateButNotTheOneThatHasSetIt() {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        FakeNexusTransport c = settled("c");

        assertGood(set(b, TO_STANDBY));

        assertEquals(List.of(), b.events());
        assertEquals(1, c.events().size());
        assertEquals(
                AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED,
                c.events().getFirst().additional());
    }

    @Test
    void shouldSendNoEventsWhenTheTargetsFileForbidsThem() {
        platform.file(Platform.TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1", "aen_disabled", "true"));
        group("active");
        apply();
        FakeNexusTransport b = settled("b");

        group("standby");
        apply();

        assertEquals(List.of(), b.events());
        assertSense(read(b), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
    }

    @Test
    void shouldTellNobodyWhenNothingHasChanged() {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");

        group("active");
        platform.file(Platform.DISK, "disk2", Map.of());
        apply();

        assertGood(read(b));
    }

    @Test
    void shouldEndTheChangeOnlyWhenCommandsThatWereJudgedBeforeHaveLeft() {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        platform.handler.newest().manner(FakeDevice.Manner.BY_TOKEN);
        long inside = b.read(0, read10(0, 1), 512);
        platform.run();

        group("standby");
        assertEquals(null, platform.apply(), "in force while a command of the former state is inside");
        platform.handler.newest().answer();
        platform.run();

        assertGood(b.outcome(inside));
        assertEquals(3, platform.midLayer.generation());
    }

    @Test
    void shouldLeaveItsGroupWhenTheFilesAreGone() {
        group("standby");
        apply();
        FakeNexusTransport b = settled("b");
        platform.delete(TARGET_GROUP, "here").delete(DEVICE_GROUP, "dg");

        assertEquals(List.of(), apply());
        assertSense(read(b), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
        assertGood(read(b));
        long tag = b.read(0, inquiry(96), 96);
        platform.run();
        assertEquals(0, b.ending(tag).data()[5]);
    }

    @Test
    void shouldSetTheStateThatAnInitiatorAsksForAndTellTheOthers() {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        FakeNexusTransport c = settled("c");

        assertGood(set(b, TO_STANDBY));

        assertSense(read(b), IN_STANDBY);
        assertEquals("0000000c" + "02cf0001" + "00010001" + "00000001", report(b));
        assertSense(read(c), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertSense(read(c), IN_STANDBY);
    }

    @Test
    void shouldTellNobodyWhenAnInitiatorAsksForWhatHolds() {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        FakeNexusTransport c = settled("c");

        assertGood(set(b, TO_ACTIVE));

        assertGood(read(c));
    }

    @Test
    void shouldKeepWhatAnInitiatorHasSetOverAGenerationAndARestart() throws IOException {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        assertGood(set(b, TO_STANDBY));

        platform.file(Platform.DISK, "disk2", Map.of());
        apply();
        assertSense(read(b), IN_STANDBY);

        platform = new Platform(state);
        group("active").serving();
        assertEquals("0000000c" + "02cf0001" + "00010001" + "00000001", report(settled("b")));
    }

    @Test
    void shouldFollowTheFileAgainOnceItSaysSomethingElse() throws IOException {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        assertGood(set(b, TO_STANDBY));

        group("unavailable");
        apply();
        assertSense(read(b), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertSense(read(b), AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_UNAVAILABLE_STATE);
        group("active");
        apply();
        assertSense(read(b), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertGood(read(b));

        platform = new Platform(state);
        group("active").serving();
        assertGood(read(settled("b")));
    }

    @Test
    void shouldFollowTheFileAgainWhenAnOperatorSaysSo() {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        assertGood(set(b, TO_STANDBY));

        platform.midLayer.deviceGroups().followFile("here");
        platform.run();

        assertSense(read(b), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertGood(read(b));
    }

    @Test
    void shouldRefuseToSetWhatCannotBeKept() throws IOException {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        Files.createDirectory(state.resolve("explicit_access_states"));
        Files.createFile(state.resolve("explicit_access_states").resolve("in the way"));

        assertSense(set(b, TO_STANDBY), AdditionalSense.SET_TARGET_PORT_GROUPS_COMMAND_FAILED);

        assertGood(read(b));
    }

    @Test
    void shouldNotWaitForStorageThatDoesNotAnswer() {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        FakeNexusTransport c = settled("c");
        platform.handler.newest().manner(FakeDevice.Manner.BY_TOKEN);
        long inside = b.read(0, read10(0, 1), 512);
        long set = begin(c, TO_STANDBY);
        assertFalse(c.answered(set));

        platform.pass(Duration.ofSeconds(10));
        assertSense(c.outcome(set), AdditionalSense.SET_TARGET_PORT_GROUPS_COMMAND_FAILED);

        platform.handler.newest().answer();
        platform.run();
        assertGood(b.outcome(inside));
        assertGood(set(c, TO_ACTIVE));
    }

    @Test
    void shouldNotSetAnythingOnceOperatorsForbidIt() {
        group("active");
        apply();
        FakeNexusTransport b = settled("b");
        assertGood(set(b, TO_STANDBY));
        platform.file(DEVICE_GROUP, "dg", Map.of("devices", "disk1"));
        apply();

        assertSense(read(b), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
        assertSense(read(b), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertGood(read(b));
        assertSense(set(b, TO_STANDBY), AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    }

    @Test
    void shouldReportPortsOfOtherMachines() {
        group("active", Map.of("preferred", "true"));
        platform.file(
                TARGET_GROUP,
                "there",
                Map.of(
                        "device_group",
                        "dg",
                        "group_id",
                        "2",
                        "state",
                        "standby",
                        "remote_targets",
                        "iqn.b 9, iqn.c 8"));

        assertEquals(List.of(), apply());
        assertEquals(
                "0000001c" + "80cf0001" + "00000001" + "00000001" + "02cf0002" + "00000002" + "00000008" + "00000009",
                report(settled("b")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device_group = other | here device_group: no file defines a device group named other",
                "group_id = | here group_id: the group has no number",
                "state = lba-dependent | here state: lba-dependent is no state of a target group",
                "targets = iqn.x | here targets: no target is named iqn.x",
                "remote_targets = iqn.b | here remote_targets: \"iqn.b\" is not a remote target",
                "remote_targets = iqn.b 0 | here remote_targets: \"iqn.b 0\" is not a remote target",
                "remote_targets = iqn.b 5, iqn.c 5 | here remote_targets: iqn.c has the rel_tgt_id 5 of iqn.b",
                "remote_targets = iqn.b 1 | here remote_targets: a target of this machine has the rel_tgt_id 1 of iqn.b"
            })
    void shouldSayWhatIsWrongWithATargetGroup(String line, String problem) {
        String[] words = line.split(" = ?", 2);
        group("active", Map.of(words[0].strip(), words[1].strip()));

        List<String> problems = apply();

        assertTrue(problems.contains(problem), () -> problems.toString());
    }

    @Test
    void shouldSayWhatIsWrongBetweenGroups() {
        group("active");
        platform.file(TARGET_GROUP, "nope", Map.of("device_group", "dg", "group_id", "1"))
                .file(TARGET_GROUP, "twice", Map.of("device_group", "dg", "group_id", "2", "targets", "san"))
                .file(DEVICE_GROUP, "dh", Map.of("devices", "disk1, gone"));

        assertEquals(
                List.of(
                        "dh devices: disk1 is in the device group dg already",
                        "dh devices: no file defines a device named gone",
                        "nope group_id: another target group of dg has the number 1",
                        "twice targets: iqn.a is in another target group of dg already, or named twice",
                        "dh devices: no target group is of this device group, so it is not in force"),
                apply());
    }

    @Test
    void shouldSayWhichTargetShowsADeviceWithoutAState() {
        group("standby", Map.of("targets", ""));

        List<Problem> problems = platform.apply().problems();

        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().cause().startsWith("iqn.a maps a device of this group"));
        assertFalse(problems.getFirst().cure().isEmpty());
        assertGood(read(settled("b")));
    }

    /** Stops in order, and starts with a target group in this state. */
    private void restart(String targetGroupState) throws IOException {
        platform.midLayer.stop(false);
        platform.run();
        platform = new Platform(state);
        group(targetGroupState).serving();
    }

    @Test
    void shouldTellNobodyAfterARestartThatHasChangedNothing() throws IOException {
        group("nonoptimized");
        apply();
        settled("b");

        restart("nonoptimized");

        assertGood(read(platform.initiator("b")));
    }

    @Test
    void shouldTellWhoComesBackWhatHasChangedWhileItWasStopped() throws IOException {
        group("active");
        apply();
        settled("b");

        restart("standby");
        FakeNexusTransport b = platform.initiator("b");
        assertSense(read(b), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertSense(read(b), IN_STANDBY);

        platform.midLayer.stop(false);
        platform.run();
        platform = new Platform(state).serving();
        b = platform.initiator("b");
        assertSense(read(b), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
        assertGood(read(b));
    }
}
