package org.scst.runtime.configuration.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Changes some keys of a text and leaves every other character alone: comments, order, blanks, line ends.
 *
 * <p>A new key follows the last of its family ({@code lun.3} after {@code lun.2}), else it stands at the end.
 *
 * <p><i>Threading:</i> confined to one call.
 */
final class TextEditor {
    private final String source;
    private final List<Entry> entries;
    private final String terminator;

    TextEditor(String source, List<Entry> entries) {
        this.source = source;
        this.entries = entries;
        int newline = source.indexOf('\n');
        this.terminator = newline > 0 && source.charAt(newline - 1) == '\r' ? "\r\n" : "\n";
    }

    /** A replacement of the characters from {@code start} to {@code end}. */
    private record Replacement(int start, int end, String text) {}

    String apply(Map<String, Optional<String>> values) {
        List<Replacement> replacements = new ArrayList<>();
        Map<Integer, StringBuilder> additions = new TreeMap<>();
        new TreeMap<>(values).forEach((key, value) -> {
            Optional<Entry> entry = entry(key);
            if (value.isEmpty()) {
                entry.ifPresent(e -> replacements.add(new Replacement(e.start(), e.end(), "")));
            } else {
                String line = line(key, value.get());
                entry.ifPresentOrElse(
                        e -> replacements.add(new Replacement(e.valueStart(), e.valueEnd(), value.get())),
                        () -> addition(additions, placeFor(key)).append(line).append(terminator));
            }
        });
        additions.forEach((place, text) -> replacements.add(new Replacement(place, place, text.toString())));
        replacements.sort(Comparator.comparingInt(Replacement::start).thenComparingInt(Replacement::end));
        return replaced(replacements);
    }

    private String replaced(List<Replacement> replacements) {
        StringBuilder text = new StringBuilder();
        int position = 0;
        for (Replacement replacement : replacements) {
            text.append(source, position, replacement.start()).append(replacement.text());
            position = replacement.end();
        }
        return text.append(source, position, source.length()).toString();
    }

    private Optional<Entry> entry(String key) {
        return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    private int placeFor(String key) {
        String family = key.substring(0, key.lastIndexOf('.') + 1);
        return entries.stream()
                .filter(entry -> !family.isEmpty() && entry.key().startsWith(family))
                .mapToInt(Entry::end)
                .max()
                .orElse(source.length());
    }

    private StringBuilder addition(Map<Integer, StringBuilder> additions, int place) {
        boolean terminated = place == 0 || source.charAt(place - 1) == '\n';
        return additions.computeIfAbsent(place, p -> new StringBuilder(terminated ? "" : terminator));
    }

    static String line(String key, String value) {
        if (!Syntax.isKey(key)) {
            throw new IllegalArgumentException("\"" + Syntax.shown(key) + "\" is no key of a configuration file");
        }
        if (!Syntax.isValue(value)) {
            throw new IllegalArgumentException(
                    "the value \"" + Syntax.shown(value) + "\" of \"" + key
                            + "\" cannot stand in a configuration file (empty, blanks at an end, line breaks, backslash at the end)");
        }
        return key + " = " + value;
    }
}
