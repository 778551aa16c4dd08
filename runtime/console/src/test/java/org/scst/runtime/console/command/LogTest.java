package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
    @TempDir
    private Path folder;

    private Console console;
    private Path file;

    @BeforeEach
    void makeConsole() throws IOException {
        console = new Console(folder);
        file = folder.resolve("scst.log");
        Files.writeString(file, "one\ntwo\nthree \u001b[2J\nunfinished");
    }

    @Test
    void shouldShowTheLastWholeLinesEscaped() {
        assertEquals("two\nthree \\x1b[2J\n", console.output("log", "--lines", "2"));
        assertEquals("one\ntwo\nthree \\x1b[2J\n", console.output("log"));
        assertEquals("", console.output("log", "--lines", "0"));
        assertEquals("{\"line\": \"three \\u001b[2J\"}\n", console.output("log", "--lines=1", "--json"));
    }

    @Test
    void shouldFollowWhatIsAddedAndAFileThatTakesItsPlace() throws Exception {
        RecordingCaller caller = new RecordingCaller(folder) {
            @Override
            public void output(String piece) {
                super.output(piece);
                try {
                    if (piece.startsWith("three")) {
                        Files.writeString(file, " now\n", StandardOpenOption.APPEND);
                    } else if (piece.startsWith("unfinished")) {
                        Files.move(file, folder.resolve("scst.1.log"));
                        Files.writeString(file, "four\n");
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        assertEquals(ExitStatus.DONE, console.table.run(List.of("log", "--follow"), caller.leavesAfter(5)));
        assertEquals("one\ntwo\nthree \\x1b[2J\nunfinished now\nfour\n", caller.output());
    }

    @Test
    void shouldChangeALevelAndTakeItBack() {
        assertEquals("org.scst.iscsi logs DEBUG.\n", console.output("log", "debug", "org.scst.iscsi"));
        console.output("log", "WARN");
        assertEquals(Map.of("org.scst.iscsi", "DEBUG", "root", "WARN"), console.levels.changed);
        assertTrue(console.output("log", "levels").contains("org.scst.iscsi  DEBUG  yes"));
        console.output("log", "default", "org.scst.iscsi");
        assertEquals(Map.of("root", "WARN"), console.levels.changed);
        console.output("log", "default");
        assertEquals(Map.of(), console.levels.changed);
    }

    @Test
    void shouldRefuseWhatIsNoLevelLoggerOrNumber() {
        console.errors(ExitStatus.USAGE, "log", "loud");
        console.errors(ExitStatus.USAGE, "log", "DEBUG", "\"/><evil");
        console.errors(ExitStatus.USAGE, "log", "--lines", "-1");
    }

    @Test
    void shouldSayWhereItLooksWhenThereIsNoLog() throws IOException {
        Files.delete(file);
        assertTrue(console.errors(ExitStatus.FAILED, "log").contains(file.toString()));
    }
}
