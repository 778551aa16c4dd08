package org.scst.runtime.console.shell;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.scst.runtime.console.client.ConsoleClient;
import org.scst.runtime.console.wire.Frames;

/**
 * The shell in an operator's own terminal: {@code java -Dscst.run=FOLDER -Dscst.state=FOLDER -cp CONSOLE.jar:JLINE…
 * org.scst.runtime.console.shell.Shell [WORDS…]}. With words it runs one command in the terminal; without a terminal it runs the
 * lines it reads. Its exit status is that of the last command.
 *
 * <p><i>Threading:</i> confined to the main thread.
 */
public final class Shell {
    static final int COLUMNS = 80;
    private static final int USAGE = 2;
    private static final String PROMPT = "scst> ";
    private static final List<String> LEAVE = List.of("exit", "quit");
    private static final String HISTORY = "shell_history";

    private final Path socket;
    private final Path folder = Path.of("").toAbsolutePath();

    private Shell(Path socket) {
        this.socket = socket;
    }

    /** Runs the shell. */
    public static void main(String[] words) throws IOException {
        Shell shell = new Shell(Path.of(required("scst.run")).resolve(Frames.SOCKET));
        System.exit(shell.run(List.of(words)));
    }

    private int run(List<String> words) throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return words.isEmpty() ? runLines() : plain(words);
        }
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).nativeSignals(true).build()) {
            TerminalCommand command = new TerminalCommand(socket, folder, terminal);
            return words.isEmpty() ? converse(terminal, command) : command.run(words);
        }
    }

    private int converse(Terminal terminal, TerminalCommand command) {
        LineReader reader = reader(terminal);
        terminal.writer().println("\"help\" lists the commands, Tab completes, Ctrl-C ends a command, Ctrl-D leaves.");
        int status = 0;
        while (true) {
            try {
                List<String> words =
                        command(SplitLine.of(reader.readLine(PROMPT)).texts());
                if (words.isEmpty()) {
                    continue;
                }
                if (LEAVE.contains(words.getFirst())) {
                    return status;
                }
                status = command.run(words);
            } catch (UserInterruptException cleared) {
                status = TerminalCommand.INTERRUPTED;
            } catch (EndOfFileException leave) {
                return status;
            }
        }
    }

    /** Words as the platform wants them: inside the shell its name is not needed. */
    static List<String> command(List<String> words) {
        boolean named = words.size() > 1 && List.of("scst", "./scst").contains(words.getFirst());
        return named ? words.subList(1, words.size()) : words;
    }

    private LineReader reader(Terminal terminal) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(new LineWords())
                .completer(new AskedCompleter(socket, folder))
                // Nothing in a line is expanded: a name may begin with an exclamation mark.
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .variable(LineReader.ERRORS, 0)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ");
        Path history = Path.of(required("scst.state")).resolve(HISTORY);
        if (isOurs(history)) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        return builder.build();
    }

    /** Lines may hold names that are nobody else's business. */
    private static boolean isOurs(Path history) {
        try {
            Files.createFile(
                    history, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return true;
        } catch (FileAlreadyExistsException known) {
            return Files.isWritable(history);
        } catch (IOException e) {
            return false;
        }
    }

    private int runLines() {
        int status = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = whole(lines); line != null; line = whole(lines)) {
                List<String> words = command(SplitLine.of(line).texts());
                if (words.isEmpty()) {
                    continue;
                }
                if (LEAVE.contains(words.getFirst())) {
                    return status;
                }
                status = plain(words);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return status;
    }

    /** A line, with those after it as long as a quote or a backslash waits for more. */
    private static String whole(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && SplitLine.of(line).open()) {
            String more = lines.readLine();
            if (more == null) {
                return line;
            }
            line += "\n" + more;
        }
        return line;
    }

    private int plain(List<String> words) {
        return ConsoleClient.onStandardStreams(socket).run(Frames.Purpose.RUN, folder, words);
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            System.err.println("the property " + property + " is missing: start the shell with ./scst shell");
            System.exit(USAGE);
        }
        return value;
    }
}
