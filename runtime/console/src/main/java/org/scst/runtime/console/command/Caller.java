package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Who called a command, and where its answer goes while it runs: a client of the socket, a Gogo session.
 *
 * <p><i>Threading:</i> implementations are thread-safe. Writing blocks while the caller takes nothing, and writes nothing more
 * once it is gone.
 */
public interface Caller {

    /** Its working directory, for relative paths. */
    Path folder();

    /** What it reads for a command that is said {@code --stdin}; nothing from callers that read nothing. */
    default CompletableFuture<byte[]> input() {
        return CompletableFuture.completedFuture(new byte[0]);
    }

    /** Width of its terminal, or what is usual when it has none. */
    int columns();

    /** Whether a person looks at a terminal. */
    boolean onTerminal();

    /** A piece for standard output. */
    void output(String piece);

    /** A piece for standard error. */
    void errors(String piece);

    /** A picture that takes the place of the one before; who has no terminal reads one after the other. */
    void picture(String text);

    /** Ends when the caller does not want to wait any longer: Ctrl-C, or it is gone. */
    CompletableFuture<Void> cancelled();
}
