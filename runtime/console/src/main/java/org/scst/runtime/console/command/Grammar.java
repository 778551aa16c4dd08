package org.scst.runtime.console.command;

import java.util.List;
import java.util.Optional;

/**
 * What words a command takes.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param synopsis after the command's name, for example {@code NAME [SIZE] [--file PATH]}
 * @param least words without options that it needs
 * @param most words without options that it takes
 * @param options that take a value, and flags
 */
record Grammar(String synopsis, int least, int most, List<Option> options) {

    Grammar {
        options = List.copyOf(options);
    }

    /**
     * An option.
     *
     * @param name with its dashes
     * @param takesValue whether a value follows
     */
    record Option(String name, boolean takesValue) {}

    static Grammar of(String synopsis, int least, int most, Option... options) {
        return new Grammar(synopsis, least, most, List.of(options));
    }

    static Option value(String name) {
        return new Option(name, true);
    }

    static Option flag(String name) {
        return new Option(name, false);
    }

    Optional<Option> option(String name) {
        return options.stream().filter(option -> option.name().equals(name)).findFirst();
    }
}
