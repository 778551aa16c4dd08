package org.scst.runtime.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.runtime.console.command.CommandProbe;
import org.scst.runtime.console.command.CommandTable;

/** The commands as Gogo's own interpreter calls them. */
class GogoCommandsTest {

    @TempDir
    private Path folder;

    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private CommandProcessorImpl processor;
    private CommandSession session;
    private CommandTable table;

    @BeforeEach
    void startGogo() {
        threadIo.start();
        processor = new CommandProcessorImpl(threadIo);
        table = CommandProbe.table(folder);
        table.names().forEach(name -> processor.addCommand("scst", new GogoCommands.Words(table, name), name));
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), console, console);
    }

    @AfterEach
    void stopGogo() {
        session.close();
        processor.stop();
        threadIo.stop();
    }

    private String output(String line) throws Exception {
        session.execute(line);
        return console.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldPassWordsAndOptions() throws Exception {
        assertEquals(
                CommandProbe.whyDocument("iqn.a:*", "[::1]:3260"), output("scst:why --json 'iqn.a:*' '[::1]:3260'"));
    }

    @Test
    void shouldPassHostileWordsUnchangedWhenTheyAreGivenAsWords() throws Exception {
        for (String word : HostileWords.ALL) {
            console.reset();
            session.put("word", word);
            assertEquals(CommandProbe.whyDocument(word, word), output("scst:why --json -- $word $word"));
        }
    }

    @Test
    void shouldPassHostileWordsUnchangedInSingleQuotes() throws Exception {
        for (String word : HostileWords.ALL) {
            if (word.indexOf('\'') < 0 && word.indexOf('\\') < 0) {
                console.reset();
                String line = "scst:why --json -- '" + word + "' '" + word + "'";
                assertEquals(CommandProbe.whyDocument(word, word), output(line), line);
            }
        }
    }

    @Test
    void shouldShowErrorsOnTheConsole() throws Exception {
        assertTrue(output("scst:why one").startsWith("Error: something is missing"));
    }

    @Test
    void shouldRunWithoutWords() throws Exception {
        assertTrue(output("scst:help").contains("unexport"));
    }
}
