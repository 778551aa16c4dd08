package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the launcher tells the compilers: the virtual machine does not start with a line that it does not know. */
class CompilerCommandsTest {
    private static final Path SHIPPED = Path.of("src/main/dist/conf/compiler");

    private static Process start(Path commands) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:CompileCommandFile=" + commands,
                        "--version")
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldBeUnderstoodByTheVirtualMachineAndSayNothing() throws Exception {
        Process process = start(SHIPPED);
        String output = output(process);
        assertEquals(0, process.waitFor(), output);
        assertTrue(!output.contains("CompileCommand"), output);
    }

    @Test
    void shouldConcernNoneOfTheProductsMethods() throws IOException {
        List<String> patterns = Files.readAllLines(SHIPPED).stream()
                .filter(line -> line.startsWith("MaxNodeLimit "))
                .map(line -> line.split(" ", 3)[1])
                .toList();
        assertTrue(patterns.size() > 10, patterns.toString());
        for (String pattern : patterns) {
            assertTrue(
                    !pattern.startsWith("*") && !pattern.startsWith("org.scst") && !pattern.startsWith("io.netty"),
                    pattern);
        }
    }
}
