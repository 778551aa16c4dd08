package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortalCommandTest {
    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.files.put("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san", "lun.0", "disk1"));
    }

    private Map<String, String> file() {
        return console.files.properties("org.scst.iscsi", "");
    }

    @Test
    void shouldAddBesideTheDefaultsAndPrintLinesForOtherMachines() {
        String output = console.output("portal", "add", "192.0.2.1", "--allow-unauthenticated");
        assertEquals(
                Map.of("portals", "127.0.0.1:3260, [::1]:3260, 192.0.2.1:3260", "allow_unauthenticated", "true"),
                file());
        assertTrue(output.startsWith("Listening on 192.0.2.1:3260.\n"), output);
        assertTrue(output.contains("New-IscsiTargetPortal -TargetPortalAddress 192.0.2.1"), output);
        assertTrue(output.contains("esxcli"), output);
    }

    @Test
    void shouldRefuseToExposeAnOpenTargetWithCauseAndCure() {
        String errors = console.errors(ExitStatus.FAILED, "portal", "add", "192.0.2.1:3261");
        assertTrue(errors.contains("a target is open to all"), errors);
        assertTrue(errors.contains("--allow-unauthenticated"), errors);
        assertEquals(0, console.files.changes.size());
    }

    @Test
    void shouldNeedNoConsentWhenOnlyGroupsMapLuns() {
        console.files.put("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san"));
        console.output("portal", "add", "[2001:db8::1]:3261");
        assertEquals(Map.of("portals", "127.0.0.1:3260, [::1]:3260, [2001:db8::1]:3261"), file());
    }

    @Test
    void shouldCountAGroupThatTakesEverybodyAsOpenToAll() {
        console.files.put("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san"));
        console.files.put(
                "org.scst.core.group", "all", Map.of("target", "san", "initiators", "IQN.*", "lun.0", "disk1"));
        console.errors(ExitStatus.FAILED, "portal", "add", "192.0.2.1");
        console.errors(ExitStatus.FAILED, "export", "b", "1M", "--initiator", "*", "--portal", "192.0.2.1");
    }

    @Test
    void shouldChangeNothingWhenItListensThereAlready() {
        String output = console.output("portal", "add", "[0:0::1]");
        assertTrue(output.startsWith("Listening on [0:0::1]:3260."), output);
        assertEquals(0, console.files.changes.size());
    }

    @Test
    void shouldRemoveOneButNotTheLast() {
        console.output("portal", "remove", "::1");
        assertEquals(Map.of("portals", "127.0.0.1:3260"), file());
        assertTrue(console.errors(ExitStatus.FAILED, "portal", "remove", "127.0.0.1")
                .contains("last portal"));
        assertTrue(console.errors(ExitStatus.FAILED, "portal", "remove", "127.0.0.9")
                .contains("127.0.0.1:3260"));
    }

    @Test
    void shouldTellTheSameAddressOfTwoLinksApart() {
        console.files.put("org.scst.iscsi", "", Map.of("portals", "[fe80::1%1]:3260, [fe80::1%2]:3260"));
        console.output("portal", "remove", "[fe80::1%2]");
        assertEquals(Map.of("portals", "[fe80::1%1]:3260"), file());
    }

    @Test
    void shouldSayWhoReachesEachPortal() {
        console.files.put(
                "org.scst.iscsi", "", Map.of("portals", "127.0.0.1, 192.0.2.1:3261", "allow_unauthenticated", "yes"));
        String output = console.output("portal");
        assertTrue(output.contains("192.0.2.1:3261  listening  other machines"), output);
        assertTrue(output.contains("with consent"), output);
        assertEquals(output, console.output("portal", "list"));
        assertFalse(console.output("portal", "--json").contains("Nobody"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "example.org",
                "1.2.3.4:99999",
                "1.2.3.4:",
                "[::1",
                "::1]:3260",
                "[::1]x:3",
                "",
                "abc",
                "1.2.3.4,5.6.7.8",
                "-1"
            })
    void shouldRefuseWhatIsNoAddress(String word) {
        assertTrue(console.errors(ExitStatus.USAGE, "portal", "add", "--", word).contains("is no portal"));
    }

    @Test
    void shouldRefuseWhatItDoesNotUnderstand() {
        console.errors(ExitStatus.USAGE, "portal", "add");
        console.errors(ExitStatus.USAGE, "portal", "open", "127.0.0.1");
    }
}
