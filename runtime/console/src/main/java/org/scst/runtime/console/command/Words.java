package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words of one call, taken apart by a command's grammar: {@code --option VALUE}, {@code --option=VALUE}, {@code --flag};
 * after {@code --} nothing is an option. A word is never changed.
 *
 * <p><i>Threading:</i> immutable.
 */
final class Words {
    private final List<String> positional;
    private final Map<String, List<String>> options;

    private Words(List<String> positional, Map<String, List<String>> options) {
        this.positional = List.copyOf(positional);
        this.options = Map.copyOf(options);
    }

    static Words parse(Grammar grammar, List<String> words) throws CommandFailure {
        List<String> positional = new ArrayList<>();
        Map<String, List<String>> options = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                positional.addAll(words.subList(i + 1, words.size()));
                break;
            }
            if (!word.startsWith("--")) {
                positional.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Optional<Grammar.Option> option = grammar.option(name);
            if (option.isEmpty()) {
                throw CommandFailure.usage("there is no option " + name, "it takes: " + grammar.synopsis());
            }
            if (options.containsKey(name) && !option.get().repeatable()) {
                throw CommandFailure.usage(name + " is given twice", "give it once");
            }
            if (option.get().value() == Grammar.Value.NONE) {
                requireNoValue(name, equals);
            }
            if (equals >= 0) {
                options.computeIfAbsent(name, key -> new ArrayList<>()).add(word.substring(equals + 1));
            } else if (!option.get().takesNext()) {
                options.put(name, List.of());
            } else if (i + 1 < words.size()) {
                options.computeIfAbsent(name, key -> new ArrayList<>()).add(words.get(++i));
            } else {
                throw CommandFailure.usage(name + " needs a value", "it takes: " + grammar.synopsis());
            }
        }
        requireCount(grammar, positional);
        return new Words(positional, options);
    }

    /** A word that is no option, by position. */
    Optional<String> word(int index) {
        return index < positional.size() ? Optional.of(positional.get(index)) : Optional.empty();
    }

    Optional<String> option(String name) {
        return values(name).stream().findFirst();
    }

    /** All values of an option that may be given more than once. */
    List<String> values(String name) {
        return options.getOrDefault(name, List.of());
    }

    /** All words that are no options. */
    List<String> all() {
        return positional;
    }

    boolean has(String flag) {
        return options.containsKey(flag);
    }

    private static void requireNoValue(String name, int equals) throws CommandFailure {
        if (equals >= 0) {
            throw CommandFailure.usage(name + " takes no value", "leave it out");
        }
    }

    private static void requireCount(Grammar grammar, List<String> positional) throws CommandFailure {
        if (positional.size() < grammar.least()) {
            throw CommandFailure.usage("something is missing", "it takes: " + grammar.synopsis());
        }
        if (positional.size() > grammar.most()) {
            throw CommandFailure.usage(
                    "\"" + positional.get(grammar.most()) + "\" is one word too many",
                    grammar.synopsis().isEmpty() ? "it takes no words" : "it takes: " + grammar.synopsis());
        }
    }
}
