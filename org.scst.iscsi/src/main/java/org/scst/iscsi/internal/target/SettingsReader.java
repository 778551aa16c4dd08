package org.scst.iscsi.internal.target;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.scst.core.target.DriverProblem;

/**
 * Reads properties of one file and reports each that cannot hold.
 *
 * <p><i>Threading:</i> confined to one thread.
 *
 * @param target NAME of a target's file; empty for the driver's own
 * @param properties of the file
 * @param problems receives what cannot hold
 */
record SettingsReader(String target, Map<String, String> properties, List<DriverProblem> problems) {

    String text(String key) {
        return properties.getOrDefault(key, "").trim();
    }

    boolean truth(String key, boolean otherwise) {
        String word = text(key).toLowerCase(Locale.ROOT);
        return word.isEmpty() ? otherwise : List.of("true", "yes", "1").contains(word);
    }

    int number(String key, int otherwise, int least, int most) {
        String value = properties.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        report(
                key,
                key + " = " + value + " is no number from " + least + " to " + most,
                "Correct it; " + otherwise + " holds meanwhile.");
        return otherwise;
    }

    Duration seconds(String key, Duration otherwise, int least, int most) {
        return Duration.ofSeconds(number(key, (int) otherwise.toSeconds(), least, most));
    }

    /**
     * Something that a parser makes of the text.
     *
     * @param otherwise holds when there is no such property, or when its text is wrong
     * @param parser throws {@link IllegalArgumentException} saying what is wrong
     * @param meanwhile what holds when it is wrong, half a sentence
     */
    <T> T parsed(String key, T otherwise, Function<String, T> parser, String meanwhile) {
        String text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            report(key, key + ": " + e.getMessage(), "Correct it; " + meanwhile + " meanwhile.");
            return otherwise;
        }
    }

    void report(String key, String cause, String cure) {
        problems.add(new DriverProblem(target, key, cause, cure));
    }
}
