package org.scst.runtime.console.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.scst.runtime.console.wire.Frames;

/**
 * Passes words to the running platform and shows its answer: {@code java -Dscst.run=FOLDER -cp CONSOLE.jar
 * org.scst.runtime.console.client.ConsoleClient WORDS…}. The exit status is the command's; 4 when nothing is running. With
 * {@code -Dscst.complete=true} it shows how the last word can go on, a line each, for the shells of operating systems.
 *
 * <p><i>Threading:</i> confined to the main thread.
 */
public final class ConsoleClient {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_RUNNING = 4;
    private static final int COLUMNS = 80;
    private static final int BROKEN_OFF = -1;
    private static final int MOST_INPUT = 4096;

    /** With this word a command is given what this process reads. */
    private static final String STDIN = "--stdin";

    private final Path socket;
    private final OutputStream output;
    private final OutputStream errors;

    /** Shows answers on these streams. */
    ConsoleClient(Path socket, OutputStream output, OutputStream errors) {
        this.socket = socket;
        this.output = output;
        this.errors = errors;
    }

    /** Shows answers on the streams of this process. */
    public static ConsoleClient onStandardStreams(Path socket) {
        return new ConsoleClient(
                socket, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
    }

    /** Runs one command and exits with its status. */
    public static void main(String[] words) {
        String run = System.getProperty("scst.run");
        if (run == null) {
            System.err.println("the property scst.run does not name the folder of the running platform");
            System.exit(USAGE);
        }
        Frames.Purpose purpose = Boolean.getBoolean("scst.complete") ? Frames.Purpose.COMPLETE : Frames.Purpose.RUN;
        ConsoleClient client = onStandardStreams(Path.of(run).resolve(Frames.SOCKET));
        System.exit(client.run(purpose, Path.of("").toAbsolutePath(), List.of(words)));
    }

    /** Runs one command; returns its status. */
    public int run(Frames.Purpose purpose, Path folder, List<String> words) {
        int status = once(purpose, folder, words);
        return status == BROKEN_OFF ? afterBreak(purpose, folder, words) : status;
    }

    /** What is left to do when the platform broke off: it may come back, and know how the command ended. */
    public int afterBreak(Frames.Purpose purpose, Path folder, List<String> words) {
        if (purpose == Frames.Purpose.RUN && DeploymentResult.isAskedForBy(words)) {
            say("The console restarts with this deployment; waiting for its result ...");
            int status = new DeploymentResult(words)
                    .ask(again -> Files.exists(socket) ? once(purpose, folder, again) : NOT_RUNNING);
            if (status == NOT_RUNNING) {
                say("the platform is not back; look at its log, and ask it by \"deploy --result\" when it is");
            }
            return status;
        }
        say("the platform broke off");
        return FAILED;
    }

    private int once(Frames.Purpose purpose, Path folder, List<String> words) {
        Frames.Request request = new Frames.Request(purpose, folder, COLUMNS, false, words);
        try (Exchange exchange = Exchange.begin(socket, request)) {
            if (purpose == Frames.Purpose.RUN && words.contains(STDIN)) {
                exchange.input(typed());
            }
            return show(exchange);
        } catch (Exchange.NotRunningException e) {
            say(e.getMessage());
            return NOT_RUNNING;
        } catch (Frames.TooLargeException e) {
            say("that cannot be passed on: " + e.getMessage());
            return USAGE;
        } catch (UncheckedIOException e) {
            say("the answer cannot be written: " + e.getCause().getMessage());
            return FAILED;
        } catch (IOException e) {
            return BROKEN_OFF;
        }
    }

    /** Standard input, a line without echo where it is a terminal: a secret is no argument, which all can see. */
    private static byte[] typed() throws IOException {
        if (System.console() != null && System.console().isTerminal()) {
            char[] secret = System.console().readPassword("Secret: ");
            return secret == null ? new byte[0] : new String(secret).getBytes(StandardCharsets.UTF_8);
        }
        return System.in.readNBytes(MOST_INPUT);
    }

    private int show(Exchange exchange) throws IOException {
        while (true) {
            Frames.Frame frame = exchange.next();
            switch (frame.kind()) {
                case OUTPUT, PICTURE -> write(output, frame.payload());
                case ERRORS -> write(errors, frame.payload());
                case STATUS -> {
                    return frame.status();
                }
            }
        }
    }

    /** Who reads this process's output may leave, and the platform is still there. */
    private static void write(OutputStream stream, byte[] piece) {
        try {
            stream.write(piece);
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void say(String sentence) {
        PrintStream stream = new PrintStream(errors, true, StandardCharsets.UTF_8);
        stream.println(sentence);
    }
}
