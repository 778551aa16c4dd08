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
 * @param nouns what the words without options stand for, the last one for all that follow
 */
record Grammar(String synopsis, int least, int most, List<Option> options, List<Noun> nouns) {

    Grammar {
        options = List.copyOf(options);
        nouns = List.copyOf(nouns);
    }

    /**
     * An option.
     *
     * @param name with its dashes
     * @param value whether it has one
     * @param repeatable whether it may be given more than once
     * @param noun what its value stands for
     */
    record Option(String name, Value value, boolean repeatable, Noun noun) {

        /** Whether the next word is its value, when none stands in its own. */
        boolean takesNext() {
            return value == Value.NEEDED;
        }
    }

    /** Whether an option has a value. */
    enum Value {
        /** It is a flag. */
        NONE,
        /** Only after an equals sign. */
        OPTIONAL,
        /** After an equals sign, or in the next word. */
        NEEDED
    }

    static Grammar of(String synopsis, int least, int most, Option... options) {
        return new Grammar(synopsis, least, most, List.of(options), List.of());
    }

    static Option value(String name) {
        return value(name, Noun.ANYTHING);
    }

    static Option value(String name, Noun noun) {
        return new Option(name, Value.NEEDED, false, noun);
    }

    /** Takes a value, and may be given more than once. */
    static Option values(String name, Noun noun) {
        return new Option(name, Value.NEEDED, true, noun);
    }

    static Option flag(String name) {
        return new Option(name, Value.NONE, false, Noun.ANYTHING);
    }

    /** A flag to which {@code =VALUE} may be added. */
    static Option optional(String name) {
        return new Option(name, Value.OPTIONAL, false, Noun.ANYTHING);
    }

    /** The same with what its words stand for, for their completion. */
    Grammar with(Noun... words) {
        return new Grammar(synopsis, least, most, options, List.of(words));
    }

    Optional<Option> option(String name) {
        return options.stream().filter(option -> option.name().equals(name)).findFirst();
    }

    /** What the word at this position stands for. */
    Noun noun(int position) {
        if (nouns.isEmpty() || position >= most) {
            return Noun.ANYTHING;
        }
        return nouns.get(Math.min(position, nouns.size() - 1));
    }
}
