package org.scst.runtime.configuration.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.testkit.FakeSnapshots.DeviceGroup;
import org.scst.testkit.FakeSnapshots.Port;
import org.scst.testkit.FakeSnapshots.TargetGroup;

/** What is said of device groups and target groups before they are in force. */
class DeviceGroupPlanTest {
    private static final String DEVICE_GROUP = "org.scst.core.device_group-dg.cfg";
    private static final String HERE = "org.scst.core.target_group-here.cfg";

    @TempDir
    private Path temporary;

    private ReconcilerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ReconcilerFixture(temporary);
        fixture.write("org.scst.vdisk-a.cfg", "type = nullio\n");
        fixture.write("org.scst.iscsi.target-san.cfg", "name = iqn.x:san\nlun.0 = a\n");
        fixture.start();
    }

    private void groupsInForce() throws IOException {
        fixture.write(DEVICE_GROUP, "devices = a\n");
        fixture.write(HERE, "device_group = dg\ngroup_id = 1\nstate = active\ntargets = san\n");
        fixture.apply(false);
        fixture.core.bringIntoForce();
        fixture.core.deviceGroups(new DeviceGroup(
                "dg",
                List.of("a"),
                false,
                List.of(new TargetGroup(
                        "here", 1, false, "active", "active", "never", List.of(new Port("iqn.x:san", 1, true))))));
    }

    private static List<String> effects(ChangePlan plan) {
        return plan.touched().stream()
                .map(touch -> "LUN " + touch.lun() + " " + touch.effect())
                .toList();
    }

    @Test
    void shouldSayWhatNoOtherFileBearsOut() throws IOException {
        Path other = Files.createDirectory(temporary.resolve("other"));
        Files.writeString(other.resolve("org.scst.vdisk-a.cfg"), "type = nullio\n");
        Files.writeString(other.resolve(DEVICE_GROUP), "devices = a, b\n");
        Files.writeString(other.resolve("org.scst.core.device_group-dh.cfg"), "\ndevices = a\n");
        Files.writeString(other.resolve(HERE), "device_group = dg\ngroup_id = 1\ntargets = san\n");
        Files.writeString(other.resolve("org.scst.core.target_group-more.cfg"), "device_group = dg\ngroup_id = 1\n");
        Files.writeString(other.resolve("org.scst.core.target_group-x.cfg"), "device_group = no\ngroup_id = 1\n");

        List<FileProblem> problems =
                ReconcilerFixture.ask(report -> fixture.reconciler.requests().check(other, report));

        assertEquals(
                List.of(
                        DEVICE_GROUP + ":1 no file defines a device named b",
                        "org.scst.core.device_group-dh.cfg:2 a is in the device group dg already",
                        HERE + ":3 no target is named san",
                        "org.scst.core.target_group-more.cfg:2 the target group here of the same device group has this number",
                        "org.scst.core.target_group-x.cfg:1 no file defines a device group named no"),
                problems.stream()
                        .map(problem -> problem.file() + ":" + problem.line() + " " + problem.cause())
                        .toList());
    }

    @Test
    void shouldSayNothingOfWhatIsRight() throws IOException {
        groupsInForce();

        assertEquals(
                List.of(),
                ReconcilerFixture.<List<FileProblem>>ask(
                        report -> fixture.reconciler.requests().check(fixture.etc, report)));
    }

    @Test
    void shouldNameTheSessionsThatNoLongerReachTheDevice() throws IOException {
        fixture.core.session(true);
        groupsInForce();

        fixture.write(HERE, "device_group = dg\ngroup_id = 1\nstate = standby\ntargets = san\n");
        assertEquals(List.of("LUN 0 its target group is standby"), effects(fixture.plan()));
        assertTrue(fixture.plan().needsForce());

        fixture.write(HERE, "device_group = dg\ngroup_id = 1\nstate = nonoptimized\ntargets = san\n");
        assertEquals(List.of("LUN 0 its target group is nonoptimized"), effects(fixture.plan()));
        assertFalse(fixture.plan().needsForce());

        fixture.write(HERE, "device_group = dg\ngroup_id = 2\nstate = active\ntargets = san\n");
        assertEquals(List.of("LUN 0 group_id of its target group"), effects(fixture.plan()));
    }

    @Test
    void shouldNameTheSessionsOfGroupsThatComeTogether() throws IOException {
        fixture.core.session(true);
        fixture.write(DEVICE_GROUP, "devices = a\n");
        fixture.write(HERE, "device_group = dg\ngroup_id = 1\nstate = standby\ntargets = iqn.x:san\n");

        assertEquals(
                List.of("LUN 0 devices of its device group", "LUN 0 its target group is standby"),
                effects(fixture.plan()));
        assertTrue(fixture.plan().needsForce());
    }

    @Test
    void shouldLeaveSessionsOfOtherTargetsOut() throws IOException {
        fixture.core.session(true);
        groupsInForce();
        fixture.write("org.scst.core.target_group-there.cfg", "device_group = dg\ngroup_id = 2\nstate = standby\n");

        assertEquals(List.of(), effects(fixture.plan()));
    }

    @Test
    void shouldKeepAGroupWhoseFileIsLostWhileSessionsRelyOnIt() throws IOException {
        fixture.core.session(true);
        groupsInForce();

        fixture.delete(HERE);
        fixture.apply(false);

        assertTrue(fixture.configurationAdmin.pids().contains("org.scst.core.target_group~here"));
        assertEquals(HERE, fixture.onlyProblem().file());
    }
}
