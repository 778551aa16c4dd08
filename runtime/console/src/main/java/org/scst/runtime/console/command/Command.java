package org.scst.runtime.console.command;

import java.nio.file.Path;

/**
 * One command.
 *
 * <p><i>Threading:</i> thread-safe: a command keeps nothing between two calls.
 */
interface Command {

    /** Its name. */
    String name();

    /** What it does, one sentence. */
    String purpose();

    /** The words it takes. */
    Grammar grammar();

    /**
     * Does it.
     *
     * @param words taken apart by {@link #grammar}
     * @param folder the caller's working directory, for relative paths
     * @throws CommandFailure when it cannot be done
     */
    Answer run(Words words, Path folder) throws CommandFailure;
}
