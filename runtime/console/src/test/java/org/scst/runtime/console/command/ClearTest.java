package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClearTest {
    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.core.device("disk1", "ready", "", 1 << 20);
    }

    @Test
    void shouldLetWritesBeAcceptedAgainAfterAFailedFlush() {
        console.core.latched.add("disk1");
        assertTrue(console.output("clear", "disk1").contains("accepts writes again"));
        assertTrue(console.core.latched.isEmpty());
    }

    @Test
    void shouldRefuseADiskWhoseWritesAreNotRefused() {
        Console.Reply reply = console.run("clear", "disk1");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertTrue(reply.errors().contains("not refused because of a failed flush"), reply.errors());
    }

    @Test
    void shouldNameTheWayToTheNamesWhenThereIsNoSuchDisk() {
        Console.Reply reply = console.run("clear", "disk2");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertTrue(reply.errors().contains("Cure: \"devices\" lists their names"), reply.errors());
    }
}
