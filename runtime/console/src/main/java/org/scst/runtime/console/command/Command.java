package org.scst.runtime.console.command;

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
     * @param conversation with the caller; what is said there comes before the answer
     * @throws CommandFailure when it cannot be done
     */
    Answer run(Words words, Conversation conversation) throws CommandFailure;
}
