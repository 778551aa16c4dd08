package org.scst.runtime.console.command;

import java.util.List;

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

    /** How it is used: words after its name, and what they do. */
    default List<Example> examples() {
        return List.of();
    }

    /**
     * An example.
     *
     * @param words after the command's name
     * @param effect what they do, a sentence without its full stop
     */
    record Example(String words, String effect) {}

    /**
     * Does it.
     *
     * @param words taken apart by {@link #grammar}
     * @param conversation with the caller; what is said there comes before the answer
     * @throws CommandFailure when it cannot be done
     */
    Answer run(Words words, Conversation conversation) throws CommandFailure;
}
