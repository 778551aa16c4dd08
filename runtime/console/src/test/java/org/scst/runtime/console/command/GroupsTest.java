package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsTest {
    private static final String GROUP = "org.scst.core.group";
    private static final String PATTERN = "iqn.1998-01.com.vmware:*";

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.files.put("org.scst.vdisk", "disk1", Map.of("size", "1G"));
        console.files.put("org.scst.vdisk", "disk2", Map.of("size", "1G"));
        console.files.put("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san", "lun.0", "disk1"));
    }

    private Map<String, String> group(String name) {
        return console.files.properties(GROUP, name);
    }

    @Test
    void shouldMakeMapUnmapAndRemoveAGroup() {
        console.output("groups", "add", "esx", "--initiator", PATTERN, "--initiator", "iqn.b");
        assertEquals(Map.of("target", "iqn.x:san", "initiators", PATTERN + ", iqn.b"), group("esx"));
        console.output("groups", "map", "esx", "disk1");
        console.output("groups", "map", "esx", "disk2", "--lun", "7", "--read-only");
        assertEquals("disk1", group("esx").get("lun.0"));
        assertEquals("disk2 read_only", group("esx").get("lun.7"));
        String list = console.output("groups");
        assertTrue(list.contains("esx") && list.contains("read-only"), list);
        console.output("groups", "unmap", "esx", "0");
        assertEquals(null, group("esx").get("lun.0"));
        console.output("groups", "remove", "esx");
        assertTrue(console.output("groups").startsWith("There is no group"));
    }

    @Test
    void shouldSayTheSameWhenItIsMappedAlready() {
        console.output("groups", "add", "esx", "--initiator", PATTERN);
        String once = console.output("groups", "map", "esx", "disk1");
        assertEquals(once, console.output("groups", "map", "esx", "disk1"));
        assertEquals(2, console.files.changes.size());
    }

    @Test
    void shouldNameTheSessionsThatWouldSeeOtherLunsAndAskForForce() {
        console.core.session("5", "iqn.x:san", "IQN.1998-01.com.vmware:esx1").session("6", "iqn.x:san", "iqn.other");
        String errors = console.errors(ExitStatus.NEEDS_FORCE, "groups", "add", "esx", "--initiator", PATTERN);
        assertTrue(errors.contains("IQN.1998-01.com.vmware:esx1 (session 5"), errors);
        assertTrue(!errors.contains("iqn.other"), errors);
        assertEquals(0, console.files.changes.size());
        console.output("groups", "add", "esx", "--initiator", PATTERN, "--force");
    }

    @Test
    void shouldAskForForceBeforeItTakesAwayWhatASessionSees() {
        console.output("groups", "add", "esx", "--initiator", PATTERN);
        console.output("groups", "map", "esx", "disk1");
        console.core.session("5", "iqn.x:san", FakeCore.HOSTILE, "esx");
        assertTrue(console.errors(ExitStatus.NEEDS_FORCE, "groups", "unmap", "esx", "0")
                .contains("\\x1b"));
        console.errors(ExitStatus.NEEDS_FORCE, "groups", "remove", "esx");
        assertTrue(console.output("groups", "unmap", "esx", "0", "--force").contains("Touched:"));
        console.output("groups", "remove", "esx", "--force");
    }

    @Test
    void shouldRefuseWhatDoesNotExist() {
        console.errors(ExitStatus.FAILED, "groups", "map", "esx", "disk1");
        console.errors(ExitStatus.FAILED, "groups", "remove", "esx");
        console.errors(ExitStatus.FAILED, "groups", "add", "esx", "--initiator", "iqn.a", "--target", "iqn.none");
        console.output("groups", "add", "esx", "--initiator", PATTERN);
        console.errors(ExitStatus.FAILED, "groups", "add", "esx", "--initiator", PATTERN);
        console.errors(ExitStatus.FAILED, "groups", "map", "esx", "nothing");
        console.errors(ExitStatus.FAILED, "groups", "unmap", "esx", "3");
    }

    @Test
    void shouldRefuseWordsThatAFileCannotHold() {
        console.errors(ExitStatus.USAGE, "groups", "add", "esx", "--initiator", "a,b");
        console.errors(ExitStatus.USAGE, "groups", "add", "esx", "--initiator", "a\nlun.9 = b");
        console.errors(ExitStatus.USAGE, "groups", "add", "../esx", "--initiator", "a");
        console.errors(ExitStatus.USAGE, "groups", "add", "esx");
        console.errors(ExitStatus.USAGE, "groups", "map", "esx");
        console.errors(ExitStatus.USAGE, "groups", "nonsense");
    }
}
