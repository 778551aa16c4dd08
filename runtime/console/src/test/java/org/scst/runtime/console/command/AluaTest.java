package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.testkit.FakeSnapshots.DeviceGroup;
import org.scst.testkit.FakeSnapshots.Port;
import org.scst.testkit.FakeSnapshots.TargetGroup;

class AluaTest {
    private static final String TARGET_GROUP = "org.scst.core.target_group";

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.files
                .put("org.scst.vdisk", "disk1", Map.of("size", "1G"))
                .put("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san", "lun.0", "disk1"))
                .put("org.scst.iscsi.target", "other", Map.of("name", "iqn.x:other", "lun.0", "disk1"))
                .put(TARGET_GROUP, "here", Map.of("device_group", "dg", "group_id", "1", "targets", "san"));
    }

    private void inForce(String state) {
        console.core.deviceGroups.add(new DeviceGroup(
                "dg",
                List.of("disk1"),
                true,
                List.of(new TargetGroup(
                        "here",
                        1,
                        true,
                        state,
                        "active",
                        "explicitly",
                        List.of(new Port("iqn.x:san", 1, true), new Port("iqn.y:san", 9, false))))));
    }

    @Test
    void shouldListStatesAndWhereTheyComeFrom() {
        assertTrue(console.output("alua").startsWith("There is no device group"));
        inForce("standby");

        String list = console.output("alua");

        for (String word : List.of("dg", "disk1", "here", "standby", "active", "explicitly", "iqn.y:san 9 (another")) {
            assertTrue(list.contains(word), list);
        }
        assertTrue(console.output("alua", "list", "--json").contains("\"configured_state\""));
    }

    @Test
    void shouldChangeTheFileAndHaveItHold() {
        inForce("active");

        console.output("alua", "set", "here", "nonoptimized");

        assertEquals(
                "nonoptimized", console.files.properties(TARGET_GROUP, "here").get("state"));
        assertEquals(List.of("here"), console.core.following);
    }

    @Test
    void shouldHaveTheFileHoldAgainstWhatAnInitiatorHasSet() {
        inForce("standby");

        console.output("alua", "set", "here", "active");

        assertEquals(0, console.files.changes.size());
        assertEquals(List.of("here"), console.core.following);
    }

    @Test
    void shouldNameTheSessionsThatWouldNotReachTheDeviceAndAskForForce() {
        inForce("active");
        console.core.session("5", "iqn.x:san", FakeCore.HOSTILE).session("6", "iqn.x:other", "iqn.elsewhere");

        String errors = console.errors(ExitStatus.NEEDS_FORCE, "alua", "set", "here", "standby");

        assertTrue(errors.contains("session 5") && errors.contains("\\x1b"), errors);
        assertTrue(!errors.contains("iqn.elsewhere"), errors);
        assertEquals(0, console.files.changes.size());
        assertTrue(console.output("alua", "set", "here", "standby", "--force").contains("Touched:"));
        console.output("alua", "set", "here", "active");
    }

    @Test
    void shouldRefuseWhatDoesNotExist() {
        console.errors(ExitStatus.FAILED, "alua", "set", "there", "standby");
        console.errors(ExitStatus.USAGE, "alua", "set", "here", "lba-dependent");
        console.errors(ExitStatus.USAGE, "alua", "set", "here");
        console.errors(ExitStatus.USAGE, "alua", "nonsense");
    }
}
