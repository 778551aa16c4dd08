package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryRoomTest {
    private static final long MEBIBYTE = 1L << 20;

    @TempDir
    Path folder;

    private MemoryRoom room;

    @BeforeEach
    void plenty() throws IOException {
        machine(4096);
        Files.writeString(folder.resolve("cgroup"), "0::/system.slice/scst.service\n");
        Files.createDirectories(folder.resolve("groups/system.slice/scst.service"));
        room = new MemoryRoom(folder.resolve("meminfo"), folder.resolve("cgroup"), folder.resolve("groups"));
    }

    private void machine(long mebibytes) throws IOException {
        Files.writeString(
                folder.resolve("meminfo"),
                "MemTotal:       24683900 kB\nMemFree:          1 kB\nMemAvailable: " + mebibytes * 1024 + " kB\n");
    }

    private void group(String path, String most, long now, long idle) throws IOException {
        Path group = folder.resolve("groups").resolve(path);
        Files.writeString(group.resolve("memory.max"), most + "\n");
        Files.writeString(group.resolve("memory.current"), now * MEBIBYTE + "\n");
        Files.writeString(group.resolve("memory.stat"), "anon 7\ninactive_file " + idle * MEBIBYTE + "\n");
    }

    @Test
    void shouldHaveRoomWhereNothingLimitsIt() {
        assertTrue(room.hasRoomForAnother());
    }

    @Test
    void shouldHaveNoRoomInAFullMachine() throws IOException {
        machine(299);
        assertFalse(room.hasRoomForAnother());
    }

    @Test
    void shouldHaveNoRoomInAFullGroup() throws IOException {
        group("system.slice/scst.service", String.valueOf(512 * MEBIBYTE), 256, 0);
        assertFalse(room.hasRoomForAnother());
    }

    @Test
    void shouldHaveNoRoomInAFullGroupAbove() throws IOException {
        group("system.slice", String.valueOf(512 * MEBIBYTE), 256, 0);
        group("system.slice/scst.service", "max", 200, 0);
        assertFalse(room.hasRoomForAnother());
    }

    @Test
    void shouldCountWhatTheKernelCanTakeBackAsRoom() throws IOException {
        group("system.slice/scst.service", String.valueOf(512 * MEBIBYTE), 256, 50);
        assertTrue(room.hasRoomForAnother());
    }

    @Test
    void shouldHaveRoomWhereNobodySaysAnything() {
        Path nowhere = folder.resolve("nowhere");
        assertTrue(new MemoryRoom(nowhere, nowhere, nowhere).hasRoomForAnother());
    }
}
