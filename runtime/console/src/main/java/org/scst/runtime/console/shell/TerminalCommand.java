package org.scst.runtime.console.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;
import org.scst.runtime.console.client.ConsoleClient;
import org.scst.runtime.console.client.Exchange;
import org.scst.runtime.console.wire.Frames;

/**
 * Runs commands in a terminal: Ctrl-C ends a command, a second one leaves it to itself; the key q ends one that draws pictures.
 *
 * <p><i>Threading:</i> confined to the shell's thread; signals and keys come on threads of their own.
 */
final class TerminalCommand {
    static final int NOT_RUNNING = 4;
    static final int INTERRUPTED = 130;
    private static final int USAGE = 2;
    private static final int LINES = 24;
    private static final long KEY_MILLIS = 100;

    private final Path socket;
    private final Path folder;
    private final Terminal terminal;

    TerminalCommand(Path socket, Path folder, Terminal terminal) {
        this.socket = socket;
        this.folder = folder;
        this.terminal = terminal;
    }

    /** Runs one; returns its status. */
    int run(List<String> words) {
        Frames.Request request = new Frames.Request(Frames.Purpose.RUN, folder, columns(), true, words);
        try (Exchange exchange = Exchange.begin(socket, request)) {
            return new Answer(exchange).show();
        } catch (Exchange.NotRunningException e) {
            terminal.writer().println(e.getMessage());
            return NOT_RUNNING;
        } catch (Frames.TooLargeException e) {
            terminal.writer().println("that cannot be passed on: " + e.getMessage());
            return USAGE;
        } catch (IOException e) {
            return ConsoleClient.onStandardStreams(socket).afterBreak(Frames.Purpose.RUN, folder, words);
        } finally {
            terminal.flush();
        }
    }

    /** A serial line knows no size. */
    private int columns() {
        return terminal.getWidth() > 0 ? terminal.getWidth() : Shell.COLUMNS;
    }

    private int lines() {
        return terminal.getHeight() > 0 ? terminal.getHeight() : LINES;
    }

    /** One answer, while it comes. */
    private final class Answer {
        private final Exchange exchange;
        private final Picture picture = new Picture();
        private Attributes before;
        private Thread keys;
        private volatile boolean cancelled;
        private volatile boolean signalled;
        private volatile boolean ended;

        Answer(Exchange exchange) {
            this.exchange = exchange;
        }

        int show() throws IOException {
            Terminal.SignalHandler previous = terminal.handle(Terminal.Signal.INT, signal -> {
                signalled = true;
                interrupt();
            });
            try {
                return frames();
            } catch (IOException e) {
                if (cancelled) {
                    return INTERRUPTED;
                }
                throw e;
            } finally {
                ended = true;
                leaveKeys();
                if (signalled) {
                    terminal.writer().println(); // after the terminal's ^C
                }
                terminal.handle(Terminal.Signal.INT, previous);
            }
        }

        /** The next key is the line editor's. */
        private void leaveKeys() {
            if (before == null) {
                return;
            }
            try {
                keys.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            terminal.setAttributes(before);
        }

        private int frames() throws IOException {
            OutputStream output = terminal.output();
            while (true) {
                Frames.Frame frame = exchange.next();
                switch (frame.kind()) {
                    case OUTPUT, ERRORS -> output.write(frame.payload());
                    case PICTURE -> output.write(drawn(frame.payload()));
                    case STATUS -> {
                        return frame.status();
                    }
                }
                output.flush();
            }
        }

        private byte[] drawn(byte[] payload) {
            if (before == null) {
                before = terminal.enterRawMode();
                keys = Thread.ofPlatform().daemon().name("keys").start(this::watchKeys);
            }
            String text = new String(payload, StandardCharsets.UTF_8);
            return picture.over(text, columns(), lines()).getBytes(StandardCharsets.UTF_8);
        }

        private void watchKeys() {
            try {
                while (!ended) {
                    int key = terminal.reader().read(KEY_MILLIS);
                    if (key == NonBlockingReader.EOF) {
                        exchange.cancel();
                        return;
                    }
                    if (key == 'q' || key == 'Q' || key == 3) {
                        interrupt();
                    }
                }
            } catch (IOException closed) {
                exchange.cancel();
            }
        }

        private void interrupt() {
            if (cancelled) {
                exchange.close();
            } else {
                cancelled = true;
                exchange.cancel();
            }
        }
    }
}
