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
import org.scst.core.admin.ReservationsSnapshot;
import org.scst.core.admin.ReservationsSnapshot.RegistrantSnapshot;

class ReservationsTest {
    @TempDir
    private Path folder;

    private Console console;

    private record Registrant(
            String initiator, String target, int relativePortIdentifier, String key, boolean holder, boolean loggedIn)
            implements RegistrantSnapshot {}

    private record Kept(
            long generation, boolean persistent, String type, List<RegistrantSnapshot> registrants, String text)
            implements ReservationsSnapshot {}

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.core.device("disk1", "ready", "", 1 << 20);
        Registrant one = new Registrant("iSCSI iqn.a,i,0x1", "iqn.x:san", 1, "000000000000000a", true, true);
        console.core.reservations.put(
                "disk1", new Kept(4294967295L, true, "write exclusive", List.of(one), "version 1\n"));
    }

    @Test
    void shouldShowWhoHasRegisteredAndWhatIsReserved() {
        String text = console.output("reservations", "disk1");
        assertTrue(
                text.startsWith("\"disk1\" is reserved, write exclusive; generation 4294967295,"
                        + " kept over a loss of power\n"),
                text);
        assertTrue(text.contains("iSCSI iqn.a,i,0x1"), text);
        assertTrue(text.contains("000000000000000a"), text);
    }

    @Test
    void shouldSayThatNobodyIsRegistered() {
        console.core.reservations.put("disk1", new Kept(0, false, "", List.of(), "version 1\n"));
        String text = console.output("reservations", "disk1");
        assertTrue(text.contains("not reserved"), text);
        assertTrue(text.contains("Nobody is registered."), text);
    }

    @Test
    void shouldWriteThemAsTextThatItTakesBack() throws IOException {
        String text = console.output("reservations", "disk1", "--text");
        assertEquals("version 1\n", text);
        Files.writeString(folder.resolve("disk1.pr"), text);
        String file = folder.resolve("disk1.pr").toString();
        assertTrue(console.output("reservations", "disk1", "--restore", file).contains("are those of"));
        assertEquals(Map.of("disk1", "version 1\n"), console.core.restored);
    }

    @Test
    void shouldSayWhatIsWrongWithAText() throws IOException {
        console.core.refusal = new IllegalArgumentException("the first line is not \"version 1\"");
        Path file = Files.writeString(folder.resolve("wrong"), "x");
        Console.Reply reply = console.run("reservations", "disk1", "--restore", file.toString());
        assertEquals(ExitStatus.FAILED, reply.status());
        assertTrue(reply.errors().contains("holds no persistent reservations: the first line is not"), reply.errors());
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Console.Reply reply = console.run("reservations", "disk1", "--restore", "nowhere");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertTrue(reply.errors().contains("nowhere cannot be read"), reply.errors());
        assertTrue(console.core.restored.isEmpty());
    }

    @Test
    void shouldNameTheWayToTheNamesWhenThereIsNoSuchDevice() {
        Console.Reply reply = console.run("reservations", "disk2");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertTrue(reply.errors().contains("\"devices\" lists their names"), reply.errors());
    }
}
