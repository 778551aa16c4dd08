package org.scst.runtime.console.text;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as people write it: {@code 10G}, {@code 512M}, {@code 4096}; units are powers of 1024.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param count zero or more
 */
public record Bytes(long count) {
    private static final String UNITS = "KMGTP";
    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,18})\\s*([KMGTP]?)(?:iB|B)?", Pattern.CASE_INSENSITIVE);

    /** Reads it; empty when it is no number of bytes or too large for one. */
    public static Optional<Bytes> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        int shift = unit.isEmpty() ? 0 : 10 * (UNITS.indexOf(unit) + 1);
        return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(new Bytes(number << shift));
    }

    /** Exactly, in the largest unit that has no remainder: {@code 10G}, {@code 1536M}, {@code 513}. */
    public String exact() {
        int unit = 0;
        long number = count;
        while (number != 0 && number % 1024 == 0 && unit < UNITS.length()) {
            number /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(number) : number + UNITS.substring(unit - 1, unit);
    }

    /** For the eye: {@code 1.5 GiB}, {@code 512 B}. */
    @Override
    public String toString() {
        if (count < 1024) {
            return count + " B";
        }
        double number = count;
        int unit = 0;
        while (number >= 1024 && unit < UNITS.length()) {
            number /= 1024;
            unit++;
        }
        String digits = number == Math.rint(number)
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.format(Locale.ROOT, "%.1f", number);
        return digits + " " + UNITS.charAt(unit - 1) + "iB";
    }
}
