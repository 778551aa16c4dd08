package org.scst.runtime.console.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How the last of some words can go on: names of commands, their options, and what the words of each stand for.
 *
 * <p><i>Threading:</i> thread-safe; looks into folders.
 */
final class Completion {
    private static final int MOST = 1000;
    private static final List<String> EVERYWHERE = List.of("--help", "--json");

    private final Map<String, Command> commands;
    private final Services services;

    Completion(Map<String, Command> commands, Services services) {
        this.commands = commands;
        this.services = services;
    }

    /** Every whole word that begins as the last word does, sorted; a folder ends with a slash. */
    List<String> of(List<String> words, Path folder) {
        String begun = words.isEmpty() ? "" : words.getLast();
        Stream<String> found = words.size() < 2 ? commands.keySet().stream() : after(words, begun, folder);
        return found.filter(word -> word.startsWith(begun) && word.chars().noneMatch(Character::isISOControl))
                .distinct()
                .sorted(Comparator.naturalOrder())
                .limit(MOST)
                .toList();
    }

    private Stream<String> after(List<String> words, String begun, Path folder) {
        Command command = commands.get(words.getFirst());
        if (command == null) {
            return Stream.empty();
        }
        Grammar grammar = command.grammar();
        Set<String> given = new HashSet<>();
        int position = 0;
        Optional<Grammar.Option> open = Optional.empty();
        boolean onlyWords = false;
        for (String word : words.subList(1, words.size() - 1)) {
            if (open.isPresent()) {
                open = Optional.empty();
            } else if (onlyWords || !word.startsWith("--")) {
                position++;
            } else if (word.equals("--")) {
                onlyWords = true;
            } else {
                given.add(word.split("=", 2)[0]);
                open = grammar.option(word).filter(Grammar.Option::takesNext);
            }
        }
        if (open.isPresent()) {
            return words(open.get().noun(), begun, folder);
        }
        if (begun.startsWith("-") && !onlyWords) {
            return options(grammar, given, begun, folder);
        }
        return words(grammar.noun(position), begun, folder);
    }

    private Stream<String> options(Grammar grammar, Set<String> given, String begun, Path folder) {
        int equals = begun.indexOf('=');
        if (equals > 0) {
            String name = begun.substring(0, equals + 1);
            return grammar.option(begun.substring(0, equals)).stream()
                    .flatMap(option -> words(option.noun(), begun.substring(equals + 1), folder))
                    .map(name::concat);
        }
        List<String> names = new ArrayList<>(EVERYWHERE);
        names.removeIf(given::contains);
        grammar.options().stream()
                .filter(option -> option.repeatable() || !given.contains(option.name()))
                .forEach(option -> names.add(option.name()));
        return names.stream();
    }

    private Stream<String> words(Noun noun, String begun, Path folder) {
        if (noun == Noun.FILE) {
            return files(begun, folder).stream();
        }
        return noun == Noun.COMMAND ? commands.keySet().stream() : noun.words(services);
    }

    private static List<String> files(String begun, Path folder) {
        String parent = begun.substring(0, begun.lastIndexOf('/') + 1);
        try (Stream<Path> entries = Files.list(folder.resolve(parent))) {
            return entries.map(entry -> parent + entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
                    .limit(MOST)
                    .toList();
        } catch (IOException | UncheckedIOException | InvalidPathException unreadable) {
            return List.of();
        }
    }
}
