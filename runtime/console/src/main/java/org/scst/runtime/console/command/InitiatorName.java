package org.scst.runtime.console.command;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How initiators are named in groups: {@code *} and {@code ?} stand for others, a leading {@code !} excludes, and
 * exclusions alone mean everybody else; case does not matter.
 */
final class InitiatorName {
    /** Initiators that nobody has named, one of each kind. */
    static final List<String> STRANGERS =
            List.of("iqn.1987-06.k2w9.zq:t7xv4", "eui.02c9d417e58b6f30", "naa.52c9d417e58b6f30");

    private InitiatorName() {}

    /** Refuses what a group's line cannot hold. */
    static String requirePattern(String word) throws CommandFailure {
        if (!word.matches("!?[^\\s,!\\p{Cntrl}]{1,223}")) {
            throw CommandFailure.usage(
                    "\"" + word + "\" cannot be the name of an initiator",
                    "write one name, or a pattern as iqn.1998-01.com.vmware:*; several with --initiator each");
        }
        return word;
    }

    /** Whether a group with these patterns takes an initiator that nobody has named. */
    static boolean takesStrangers(List<String> patterns) {
        return STRANGERS.stream().anyMatch(stranger -> takes(patterns, stranger));
    }

    /** Whether a group with these patterns takes an initiator. */
    static boolean takes(List<String> patterns, String initiator) {
        boolean excludesOnly = !patterns.isEmpty() && patterns.stream().allMatch(pattern -> pattern.startsWith("!"));
        return (excludesOnly
                        || patterns.stream()
                                .anyMatch(pattern -> !pattern.startsWith("!") && matches(pattern, initiator)))
                && patterns.stream()
                        .noneMatch(pattern -> pattern.startsWith("!") && matches(pattern.substring(1), initiator));
    }

    private static boolean matches(String pattern, String initiator) {
        String expression = pattern.toLowerCase(Locale.ROOT)
                .chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
                .collect(Collectors.joining());
        return Pattern.compile(expression, Pattern.DOTALL)
                .matcher(initiator.toLowerCase(Locale.ROOT))
                .matches();
    }
}
