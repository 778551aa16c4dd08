package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

class ExportTest {
    private static final String DISK = "org.scst.vdisk";
    private static final String TARGET = "org.scst.iscsi.target";

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
    }

    private void withTarget(String... lunLines) {
        Map<String, String> properties = new TreeMap<>(Map.of("name", "iqn.x:san"));
        for (int i = 0; i < lunLines.length; i += 2) {
            properties.put(lunLines[i], lunLines[i + 1]);
        }
        console.files.put(TARGET, "san", properties);
    }

    @Test
    void shouldGoFromNothingToAMappedDiskInOneChange() throws IOException {
        String output = console.output("export", "disk1", "10G");
        Path image = folder.resolve("home/disks/disk1.img");
        assertEquals(10L << 30, Files.size(image));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(image)));
        assertEquals(
                Map.of("type", "fileio", "file", image.toString(), "size", "10G", "thin_provisioned", "true"),
                console.files.properties(DISK, "disk1"));
        assertEquals(
                Map.of("name", "iqn.2026-11.org.example:store-1.example", "lun.0", "disk1"),
                console.files.properties(TARGET, "store-1.example"));
        assertEquals(1, console.files.changes.size());
        assertTrue(
                output.startsWith("\"disk1\" is LUN 0 of iqn.2026-11.org.example:store-1.example, 10 GiB.\n"), output);
    }

    @Test
    void shouldPrintReadyToPasteLines() {
        withTarget();
        String output = console.output("export", "disk1", "1G");
        assertTrue(output.contains("iscsi-readcapacity16 iscsi://127.0.0.1:3260/iqn.x:san/0\n"), output);
        assertTrue(output.contains("file=iscsi://127.0.0.1:3260/iqn.x:san/0,format=raw"), output);
        assertTrue(output.contains("iscsiadm -m discovery -t sendtargets -p 127.0.0.1:3260\n"), output);
        assertTrue(output.contains("iscsiadm -m node -T iqn.x:san -p 127.0.0.1:3260 --login\n"), output);
        assertTrue(output.contains("For other machines: portal add ADDRESS"), output);
    }

    @Test
    void shouldPrintLinesWithTheNameThatSeesTheLun() {
        withTarget();
        String output = console.output("export", "disk1", "1G", "--initiator", "iqn.y:a");
        assertTrue(output.contains("iscsi-ls -i iqn.y:a iscsi://127.0.0.1:3260\n"), output);
        assertTrue(output.contains("iscsi-readcapacity16 -i iqn.y:a iscsi://127.0.0.1:3260/iqn.x:san/0\n"), output);
        assertTrue(output.contains("lun=0,initiator-name=iqn.y:a\n"), output);
        assertTrue(output.contains(",format=raw,if=virtio -iscsi initiator-name=iqn.y:a\n"), output);
        assertTrue(output.contains("LUN 0 is for iqn.y:a: open-iscsi has that name in"), output);
    }

    @Test
    void shouldPrintLinesWithoutANameWhereAGroupTakesAPattern() {
        withTarget();
        String output = console.output("export", "disk1", "1G", "--initiator", "iqn.y:*");
        assertTrue(output.contains("iscsi-ls iscsi://127.0.0.1:3260\n"), output);
    }

    @Test
    void shouldPrintLinesForOtherMachinesWhenAPortalReachesThem() {
        withTarget();
        console.core.portals.put("iscsi", List.of("192.0.2.10:3260", "127.0.0.1:3260"));
        String output = console.output("export", "disk1", "1G");
        assertTrue(output.contains("iscsi-ls iscsi://127.0.0.1:3260"), output);
        assertTrue(output.contains("New-IscsiTargetPortal -TargetPortalAddress 192.0.2.10"), output);
        assertTrue(output.contains("--address=192.0.2.10:3260"), output);
        assertFalse(output.contains("For other machines add"), output);
    }

    @Test
    void shouldNameAnAddressToTypeForAPortalOnEveryAddress() {
        withTarget();
        console.core.portals.put("iscsi", List.of("0.0.0.0:3261"));
        String output = console.output("export", "disk1", "1G");
        assertTrue(output.contains("iscsi-ls iscsi://127.0.0.1:3261"), output);
        assertTrue(output.contains("-p Store_1.example:3261"), output);
    }

    @Test
    void shouldSayTheSameWhenItIsSaidTwice() {
        String first = console.output("export", "disk1", "1G");
        assertEquals(first, console.output("export", "disk1", "1G"));
        assertEquals(first, console.output("export", "disk1"));
        assertEquals(1, console.files.changes.size());
    }

    @Test
    void shouldChooseTheLowestFreeLunAndKeepIt() {
        withTarget("lun.0", "a", "lun.2", "c read_only");
        console.output("export", "b", "1G");
        assertEquals("b", console.files.properties(TARGET, "san").get("lun.1"));
        console.output("export", "d", "1G", "--read-only");
        assertEquals("d read_only", console.files.properties(TARGET, "san").get("lun.3"));
        assertTrue(console.output("export", "b").contains("LUN 1"));
    }

    @Test
    void shouldUseTheLunThatIsNamedOrSayWhoHasIt() {
        withTarget("lun.0", "a");
        console.output("export", "b", "1G", "--lun", "7");
        assertEquals("b", console.files.properties(TARGET, "san").get("lun.7"));
        assertTrue(console.errors(ExitStatus.FAILED, "export", "c", "1G", "--lun", "0")
                .contains("LUN 0 of iqn.x:san is \"a\""));
        assertTrue(
                console.errors(ExitStatus.FAILED, "export", "b", "--lun", "8").contains("LUN 7 of iqn.x:san already"));
        assertFalse(Files.exists(folder.resolve("home/disks/c.img")));
    }

    @Test
    void shouldServeAnExistingFileWithItsSize() throws IOException {
        withTarget();
        Path image = folder.resolve("old.img");
        Files.write(image, new byte[8192]);
        console.output("export", "old", "--file", "old.img");
        assertEquals(Map.of("type", "fileio", "file", image.toString()), console.files.properties(DISK, "old"));
        assertEquals(8192, Files.size(image));
    }

    @Test
    void shouldNeverShrinkAFile() throws IOException {
        withTarget();
        Files.write(folder.resolve("old.img"), new byte[8192]);
        assertTrue(console.errors(ExitStatus.FAILED, "export", "old", "4K", "--file", "old.img")
                .contains("more than is asked for"));
        assertEquals(8192, Files.size(folder.resolve("old.img")));
    }

    @Test
    void shouldNotServeOneFileAsTwoDisks() {
        console.output("export", "a", "1M");
        String file = folder.resolve("home/disks/a.img").toString();
        assertTrue(
                console.errors(ExitStatus.FAILED, "export", "b", "--file", file).contains("is the disk \"a\" already"));
    }

    @Test
    void shouldAskForASizeWhenThereIsNoFile() {
        withTarget();
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a").contains("so a size is needed"));
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a", "--file", "none.img")
                .contains("so a size is needed"));
    }

    @Test
    void shouldNotMakeFoldersThatWereNamed() {
        withTarget();
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a", "1M", "--file", "no/such/a.img")
                .contains("its folder does not exist"));
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a", "1M", "--file", ".")
                .contains("no regular file"));
    }

    @Test
    void shouldMakeAnEmptyDiskWithoutFile() {
        withTarget();
        console.output("export", "n", "1T", "--type", "nullio");
        assertEquals(Map.of("type", "nullio", "size", "1T"), console.files.properties(DISK, "n"));
        assertFalse(Files.exists(folder.resolve("home")));
        assertTrue(console.errors(ExitStatus.USAGE, "export", "m", "--type", "nullio", "--file", "x")
                .contains("keeps nothing"));
    }

    @Test
    void shouldAskWhichTargetWhenThereAreSeveral() {
        withTarget();
        console.files.put(TARGET, "two", Map.of("name", "iqn.x:two"));
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a", "1M").contains("iqn.x:san, iqn.x:two"));
        console.output("export", "a", "1M", "--target", "iqn.x:two");
        assertEquals("a", console.files.properties(TARGET, "two").get("lun.0"));
        assertTrue(console.output("export", "a").contains("iqn.x:two"));
    }

    @Test
    void shouldMakeATargetThatIsNamed() {
        withTarget();
        console.output("export", "a", "1M", "--target", "iqn.2026-11.org.example:san");
        assertEquals(
                "iqn.2026-11.org.example:san",
                console.files.properties(TARGET, "san-2").get("name"));
        assertTrue(console.errors(ExitStatus.FAILED, "export", "b", "1M", "--target", "nonsense")
                .contains("no target \"nonsense\""));
        assertFalse(Files.exists(folder.resolve("home/disks/b.img")));
    }

    @Test
    void shouldRefuseWhatDoesNotFitTheDiskThatExists() {
        console.output("export", "a", "1M");
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a", "2M").contains("resize"));
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a", "--file", "b.img")
                .contains("is kept in"));
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a", "--type", "nullio")
                .contains("type fileio"));
        assertTrue(
                console.errors(ExitStatus.FAILED, "export", "a", "--read-only").contains("for reading and writing"));
        assertEquals(1, console.files.changes.size());
    }

    @Test
    void shouldLeaveNothingBehindWhenTheChangeIsRefused() {
        withTarget();
        console.files.refusal =
                List.of(new FileProblem("org.scst.iscsi.target-san.cfg", 2, "the line has no \"=\"", "write it"));
        String errors = console.errors(ExitStatus.FAILED, "export", "a", "1M");
        assertTrue(errors.contains("org.scst.iscsi.target-san.cfg:2: the line has no \"=\" (write it)"), errors);
        assertFalse(Files.exists(folder.resolve("home/disks/a.img")));
    }

    @Test
    void shouldSayThatItIsMappedButNotReady() {
        withTarget();
        console.files.devicesBecome = "not ready";
        Console.Reply reply = console.run("export", "a", "1M");
        assertEquals(ExitStatus.PARTLY, reply.status());
        assertTrue(
                reply.output().contains("It is not ready: the device is not ready, the file is missing"),
                reply::output);
        assertTrue(console.run("export", "a", "--json").output().contains("\"ready\": false"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../a", "a b", "-a", "iqn…", "a/b", ".hidden"})
    void shouldRefuseANameThatIsNone(String name) {
        Console.Reply reply = console.run("export", "--", name, "1M");
        assertEquals(ExitStatus.USAGE, reply.status());
        assertEquals(List.of(), console.files.changes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "513", "1.5G", "big"})
    void shouldRefuseASizeThatIsNone(String size) {
        assertEquals(ExitStatus.USAGE, console.run("export", "a", size).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "16384", "x", "999999"})
    void shouldRefuseALunThatIsNone(String lun) {
        assertEquals(
                ExitStatus.USAGE, console.run("export", "a", "1M", "--lun", lun).status());
    }

    @Test
    void shouldReadTheFilesAnewBeforeItChooses() {
        console.output("export", "a", "1M");
        assertEquals(1, console.files.rescans);
    }

    @Test
    void shouldMapForOneInitiatorInAGroupOfItsOwn() {
        withTarget("lun.0", "other");
        String output = console.output("export", "a", "1M", "--initiator", "iqn.1993-08.org.debian:01:Host_A");
        assertEquals(
                Map.of("target", "iqn.x:san", "initiators", "iqn.1993-08.org.debian:01:Host_A", "lun.0", "a"),
                console.files.properties("org.scst.core.group", "host-a"));
        assertEquals(Map.of("name", "iqn.x:san", "lun.0", "other"), console.files.properties(TARGET, "san"));
        assertTrue(
                output.startsWith("\"a\" is LUN 0 of iqn.x:san, 1 MiB, for iqn.1993-08.org.debian:01:Host_A."), output);
        console.output("export", "b", "1M", "--initiator", "iqn.1993-08.org.debian:01:Host_A");
        assertEquals(
                "b", console.files.properties("org.scst.core.group", "host-a").get("lun.1"));
        console.output("export", "b", "--initiator", "iqn.b:host-a");
        assertEquals(
                "b", console.files.properties("org.scst.core.group", "host-a-2").get("lun.0"));
    }

    @Test
    void shouldMakeTargetGroupAndPortalInOneChange() {
        console.output("export", "a", "1M", "--initiator", "iqn.a", "--portal", "192.0.2.1");
        assertEquals(1, console.files.changes.size());
        assertEquals(
                Map.of("name", "iqn.2026-11.org.example:store-1.example"),
                console.files.properties(TARGET, "store-1.example"));
        assertEquals(
                Map.of("portals", "127.0.0.1:3260, [::1]:3260, 192.0.2.1:3260"),
                console.files.properties("org.scst.iscsi", ""));
    }

    @Test
    void shouldMakeNothingWhenThePortalIsRefused() {
        String errors = console.errors(ExitStatus.FAILED, "export", "a", "1M", "--portal", "192.0.2.1");
        assertTrue(errors.contains("--allow-unauthenticated"), errors);
        assertFalse(Files.exists(folder.resolve("home/disks/a.img")));
        console.output("export", "a", "1M", "--portal", "192.0.2.1", "--allow-unauthenticated");
    }

    @Test
    void shouldAskForForceBeforeALiveSessionMovesIntoAGroup() {
        withTarget("lun.0", "other");
        console.core.session("5", "iqn.x:san", "iqn.a");
        String errors = console.errors(ExitStatus.NEEDS_FORCE, "export", "a", "1M", "--initiator", "iqn.a");
        assertTrue(errors.contains("iqn.a (session 5"), errors);
        console.output("export", "a", "1M", "--initiator", "iqn.a", "--force");
    }
}
