package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** The file that is shipped, read by the logging that is shipped. */
class LogConfigurationTest {
    private static final Path CONFIGURATION = Path.of("src/main/dist/conf/logback.xml");
    private static final String HOSTILE = "iqn.x\r\n2026-01-01 INFO forged\n\u001b[31mred\u0007\u009b2J\u2028\u202etxt";

    @TempDir
    Path folder;

    private ShippedLogging logging;
    private Logger logger;

    @BeforeEach
    void configure() throws ReflectiveOperationException {
        logging = new ShippedLogging(
                CONFIGURATION,
                Map.of("scst.log", folder.toString(), "scst.log.size", "10KB", "scst.log.look", "0 milliseconds"));
        logger = logging.logger("org.scst.test");
    }

    @AfterEach
    void stop() throws ReflectiveOperationException {
        logging.close();
    }

    @Test
    void shouldKeepTheLogWithinItsBoundsHoweverMuchIsLogged() throws IOException {
        for (int line = 0; line < 3_000; line++) {
            logger.info("line {} of a log that is longer than what is kept", line);
        }
        assertEquals(List.of("scst.1.log", "scst.2.log", "scst.3.log", "scst.4.log", "scst.log"), files());
        assertTrue(bytes() < 5 * 11 * 1024, bytes() + " bytes");
        assertTrue(text("scst.log").contains("line 2999 "), "the end is kept");
        assertFalse(text("scst.4.log").contains("line 0 "), "the beginning is not");
    }

    @Test
    void shouldKeepAMessageInOneLineWithoutControlCharacters() throws IOException {
        logger.info("login of {} refused", HOSTILE);
        List<String> lines = text("scst.log").lines().toList();
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(
                lines.getFirst().endsWith("login of iqn.x\\n2026-01-01 INFO forged\\n?[31mred??2J??txt refused"),
                lines.getFirst());
    }

    @Test
    void shouldIndentAStackTraceSoThatNoLineOfItLooksLikeAMessage() throws IOException {
        logger.info("it failed", new IllegalStateException(HOSTILE));
        List<String> lines = text("scst.log").lines().toList();
        assertTrue(lines.getFirst().endsWith("it failed"), lines.getFirst());
        assertTrue(lines.get(1).startsWith("java.lang.IllegalStateException: iqn.x?"), lines.get(1));
        assertTrue(lines.stream().anyMatch(line -> line.contains("\tat org.scst.runtime.app.LogConfigurationTest")));
        assertTrue(lines.stream().skip(2).allMatch(line -> line.startsWith("    ")), lines.toString());
        assertTrue(lines.stream().noneMatch(line -> line.matches(".*[\u0000-\b\u000b-\u001f\u007f-\u009f].*")));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(LogConfigurationTest::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }
}
