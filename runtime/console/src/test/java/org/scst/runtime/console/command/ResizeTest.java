package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResizeTest {

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.files.put("org.scst.vdisk", "a", Map.of("type", "nullio", "size", "1G"));
    }

    @Test
    void shouldGrowADisk() {
        assertEquals("\"a\" has 2 GiB now (before: 1 GiB).\n", console.output("resize", "a", "2G"));
        assertEquals("2G", console.files.properties("org.scst.vdisk", "a").get("size"));
    }

    @Test
    void shouldRefuseToShrink() {
        assertTrue(console.errors(ExitStatus.FAILED, "resize", "a", "512M").contains("shrinking would cut off data"));
        assertEquals("1G", console.files.properties("org.scst.vdisk", "a").get("size"));
    }

    @Test
    void shouldRefuseADiskThatIsNoneOrNotReady() {
        assertTrue(console.errors(ExitStatus.FAILED, "resize", "b", "2G").contains("there is no disk \"b\""));
        console.core.device("a", "not ready", "gone", 0);
        assertTrue(console.errors(ExitStatus.FAILED, "resize", "a", "2G").contains("not ready"));
    }

    @Test
    void shouldSayThatTheDiskDidNotFollow() {
        console.files.devicesBecome = "not ready";
        Console.Reply reply = console.run("resize", "a", "2G");
        assertEquals(ExitStatus.PARTLY, reply.status());
    }

    @Test
    void shouldRefuseASizeThatIsNone() {
        assertEquals(ExitStatus.USAGE, console.run("resize", "a", "2X").status());
        assertEquals(ExitStatus.USAGE, console.run("resize", "a").status());
    }
}
