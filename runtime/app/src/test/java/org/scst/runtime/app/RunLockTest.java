package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    Path folder;

    @Test
    void shouldNameTheProcessThatHoldsTheHome() throws Exception {
        Path file = folder.resolve("scst.pid");
        try (RunLock held = RunLock.take(file, 4711)) {
            String message = assertThrows(RunLock.HeldException.class, () -> RunLock.take(file, 4712))
                    .getMessage();
            assertEquals("already running, pid 4711", message);
        }
    }

    @Test
    void shouldLeaveTheHoldersProcessIdWhenRefused() throws Exception {
        Path file = folder.resolve("scst.pid");
        try (RunLock held = RunLock.take(file, 4711)) {
            assertThrows(RunLock.HeldException.class, () -> RunLock.take(file, 4712));
            assertEquals("4711\n", Files.readString(file));
        }
    }

    @Test
    void shouldTakeOverAFileThatADeadProcessLeft() throws Exception {
        Path file = Files.writeString(folder.resolve("scst.pid"), "123456789\n");
        try (RunLock lock = RunLock.take(file, 7)) {
            assertEquals("7\n", Files.readString(file));
        }
    }

    @Test
    void shouldBeFreeAgainAfterClose() throws Exception {
        Path file = folder.resolve("scst.pid");
        RunLock.take(file, 1).close();
        assertEquals("", Files.readString(file));
        RunLock.take(file, 2).close();
    }

    @Test
    void shouldStillNameTheProcessThatHandsItOn() throws Exception {
        Path file = folder.resolve("scst.pid");
        RunLock.take(file, 1).handOn(1);
        assertEquals("1\n", Files.readString(file));
        RunLock.take(file, 1).close();
    }

    @Test
    void shouldNameTheProcessThatFollowsOnce() throws Exception {
        Path file = folder.resolve("scst.pid");
        RunLock lock = RunLock.take(file, 1);
        lock.handOn(123);
        assertEquals("123\n", Files.readString(file));
        try (RunLock next = RunLock.take(file, 2)) {
            lock.handOn(1);
            assertEquals("2\n", Files.readString(file), "it is not its own any more");
        }
    }
}
