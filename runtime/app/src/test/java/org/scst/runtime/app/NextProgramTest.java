package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A virtual machine of the test's own becomes a script that tells what it finds. */
class NextProgramTest {
    private static final String SCRIPT = """
            echo "pid $$ again $SCST_AGAIN words $*"
            echo "kept $(readlink /proc/$$/fd/${SCST_PASSAGE%% *}) and ${SCST_PASSAGE#* }"
            echo "all $(readlink /proc/$$/fd/* | tr '\\n' ' ')"
            """;

    @TempDir
    Path folder;

    /** What runs in that virtual machine: words are launcher, file to keep, file not to keep, the start's lock. */
    static final class Becoming {
        private Becoming() {}

        public static void main(String[] words) throws IOException {
            try (FileInputStream kept = new FileInputStream(words[1]);
                    FileInputStream other = new FileInputStream(words[2]);
                    FileInputStream lock = new FileInputStream(words[3])) {
                if (kept.read() < 0 || other.read() < 0 || lock.read() < 0) {
                    throw new IOException("an empty file");
                }
                System.setProperty(NextProgram.DESCRIPTORS, descriptor(Path.of(words[1])) + " 2");
                new NextProgram(Path.of(words[0]), Path.of("/run/of"), Path.of(words[3]), false).become();
            }
        }

        private static String descriptor(Path file) throws IOException {
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (Path descriptor : descriptors) {
                    if (Files.isSymbolicLink(descriptor)
                            && Files.readSymbolicLink(descriptor).equals(file)) {
                        return descriptor.getFileName().toString();
                    }
                }
            }
            throw new IOException(file + " is not open");
        }
    }

    @Test
    void shouldBecomeTheLauncherInTheSameProcessWithWhatIsMeantForIt() throws Exception {
        Path launcher = Files.writeString(folder.resolve("launcher"), SCRIPT);
        Path kept = Files.writeString(folder.resolve("kept"), "x").toRealPath();
        Path other = Files.writeString(folder.resolve("other"), "x").toRealPath();
        Path lock = Files.writeString(folder.resolve("start.lock"), "x").toRealPath();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Becoming.class.getName(),
                        launcher.toString(),
                        kept.toString(),
                        other.toString(),
                        lock.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), said::toString);
        assertEquals(
                "pid " + process.pid() + " again foreground words run -Dscst.run=/run/of", said.get(0), said::toString);
        assertEquals("kept " + kept + " and 2", said.get(1), "a mid-layer that cannot read the one closes the others");
        assertTrue(said.get(2).contains(kept.toString()), said::toString);
        assertFalse(said.get(2).contains(other.toString()), said::toString);
        assertTrue(said.get(2).contains(lock.toString()), "no other start comes between");
    }

    /** A script that says what it finds over the socket that it is given. */
    private NextProcess beside(String script) throws IOException {
        Path launcher =
                Files.writeString(folder.resolve("launcher"), "read -r socket own <<<\"$SCST_BESIDE\"\n" + script);
        return new NextProgram(launcher, Path.of("/run/of"), folder.resolve("start.lock"), true)
                .startBeside("process.7");
    }

    @Test
    void shouldStartTheLauncherBesideThisProcess() throws Exception {
        Files.createFile(folder.resolve("start.lock"));
        NextProcess next = beside("""
                printf 'failed parent %s again %s own %s words %s' $PPID "$SCST_AGAIN" "$own" "$*" >&"$socket"
                """);
        assertFalse(next.awaitWarm(Duration.ofMinutes(1), () -> true));
        assertEquals(
                "parent " + ProcessHandle.current().pid()
                        + " again background own process.7 words run -Dscst.run=/run/of",
                next.failure());
        assertTrue(next.end(), "nobody else has its end of the socket");
    }

    @Test
    void shouldGiveItTheLockAndNothingElseThatIsOpen() throws Exception {
        Path lock = Files.createFile(folder.resolve("start.lock")).toRealPath();
        Path other = Files.createFile(folder.resolve("other")).toRealPath();
        try (FileInputStream held = new FileInputStream(lock.toFile());
                FileInputStream open = new FileInputStream(other.toFile())) {
            assertEquals(0, held.available() + open.available());
            NextProcess next = beside("printf 'failed %s' \"$(readlink /proc/$$/fd/* | tr '\\n' ' ')\" >&\"$socket\"");
            assertFalse(next.awaitWarm(Duration.ofMinutes(1), () -> true));
            assertTrue(next.failure().contains(lock.toString()), next.failure());
            assertFalse(next.failure().contains(other.toString()), next.failure());
        }
    }

    @Test
    void shouldSayThatTheLauncherFailed() {
        String message = assertThrows(IOException.class, () -> beside("exit 3")).getMessage();
        assertEquals("the launcher ended with wait status " + (3 << 8), message);
    }

    @Test
    void shouldNotWaitForALauncherThatHangs() throws Exception {
        Path launcher = Files.writeString(
                folder.resolve("launcher"), "echo $$ >" + folder.resolve("pid") + "; exec sleep 600\n");
        NextProgram program = new NextProgram(launcher, Path.of("/run/of"), folder.resolve("start.lock"), true);
        String message = assertThrows(IOException.class, () -> program.startBeside("process.7", Duration.ofSeconds(1)))
                .getMessage();
        assertEquals("the launcher had not ended after 1000 ms, and was killed", message);
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertTrue(ProcessHandle.of(pid).isEmpty(), "the launcher goes on");
    }
}
