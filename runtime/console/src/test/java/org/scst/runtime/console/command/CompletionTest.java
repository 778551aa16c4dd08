package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.files.put("org.scst.vdisk", "disk1", Map.of("size", "1G"));
        console.files.put("org.scst.vdisk", "disk2", Map.of("size", "1G"));
        console.files.put("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san", "lun.0", "disk1"));
        console.files.put("org.scst.core.group", "esx", Map.of("target", "san", "initiators", "iqn.vm:*"));
        console.core.session("17", "iqn.x:san", "iqn.a").session("18", "iqn.x:san", FakeCore.HOSTILE);
    }

    private List<String> completed(String... words) {
        return console.table.complete(List.of(words), folder);
    }

    @Test
    void shouldCompleteTheNamesOfCommands() {
        assertEquals(List.of("sessions"), completed("sessions"));
        assertEquals(List.of("export"), completed("ex"));
        assertEquals(console.table.names(), completed(""));
        assertEquals(List.of(), completed("nonsense", ""));
    }

    @Test
    void shouldCompleteWhatAWordStandsFor() {
        assertEquals(List.of("disk1", "disk2"), completed("unexport", ""));
        assertEquals(List.of("iqn.x:san"), completed("luns", "iqn"));
        assertEquals(List.of("iqn.x:san"), completed("why", "iqn.a", ""));
        assertEquals(List.of("add", "list", "map", "remove", "unmap"), completed("groups", ""));
        assertEquals(List.of("esx"), completed("groups", "map", ""));
        assertEquals(List.of("disk1", "disk2"), completed("groups", "map", "esx", ""));
        assertEquals(List.of("127.0.0.1:3260"), completed("portal", "remove", "127"));
        assertEquals(List.of("export"), completed("help", "exp"));
        assertEquals(List.of(), completed("resize", "disk1", ""));
        assertEquals(List.of(), completed("resize", "disk1", "1G", ""));
    }

    @Test
    void shouldNeverOfferANameThatATerminalWouldObey() {
        assertEquals(List.of("17", "18", "iqn.a", "iqn.vm:*"), completed("session", "close", ""));
    }

    @Test
    void shouldCompleteOptionsThatAreNotGivenYetAndTheirValues() {
        assertEquals(
                List.of("--force", "--help", "--json"),
                completed("unexport", "disk1", "--").stream()
                        .filter(word -> !word.equals("--delete-file"))
                        .toList());
        assertEquals(List.of("--help", "--json"), completed("session", "--force", "--"));
        assertTrue(completed("export", "--initiator", "a", "--ini").contains("--initiator"));
        assertEquals(List.of("fileio", "nullio"), completed("export", "a", "--type", ""));
        assertEquals(List.of("--type=nullio"), completed("export", "a", "--type=n"));
        assertEquals(List.of("disk1", "disk2"), completed("unexport", "--force", ""));
    }

    @Test
    void shouldTakeAWordAfterTwoDashesForNoOption() {
        assertEquals(List.of("disk1", "disk2"), completed("unexport", "--", ""));
        assertEquals(List.of(), completed("unexport", "--", "--"));
    }

    @Test
    void shouldCompleteFilesOfTheCallersFolder() throws IOException {
        Files.createDirectory(folder.resolve("srv"));
        Files.createFile(folder.resolve("srv/a b.img"));
        Files.createFile(folder.resolve("srv/evil\u001b[2J"));
        assertEquals(List.of("srv/"), completed("export", "a", "--file", "s"));
        assertEquals(List.of("srv/a b.img"), completed("export", "a", "--file", "srv/"));
        assertEquals(List.of(folder + "/srv/"), completed("export", "a", "--file", folder + "/s"));
        assertEquals(List.of(), completed("export", "a", "--file", "nowhere/"));
    }

    @Test
    void shouldOfferNothingButCommandsWhenCoreAndConfigurationAreAway() {
        console.withoutCore();
        console.withoutFiles();
        assertEquals(List.of(), completed("unexport", ""));
        assertEquals(List.of(), completed("portal", "remove", ""));
        assertEquals(List.of("export"), completed("ex"));
    }
}
