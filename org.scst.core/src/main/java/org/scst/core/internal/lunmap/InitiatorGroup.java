package org.scst.core.internal.lunmap;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Initiators that share a view of a target's logical units. The target's own group has an empty name, no patterns, and takes
 * everybody whom no other group takes.
 *
 * <p><i>Threading:</i> thread-safe; the map is an immutable snapshot behind a volatile.
 */
public final class InitiatorGroup {
    private final String name;
    private final List<String> patterns;
    private final List<Pattern> positive;
    private final List<Pattern> negative;
    private volatile LunMap map = LunMap.EMPTY;

    /**
     * @param name unique in its target, empty for the target's own
     * @param patterns initiator names with {@code *} and {@code ?}; a leading {@code !} excludes; compared without case;
     *     exclusions alone take everybody else
     */
    public InitiatorGroup(String name, List<String> patterns) {
        this.name = name;
        this.patterns = List.copyOf(patterns);
        positive = patterns.stream()
                .filter(pattern -> !pattern.startsWith("!"))
                .map(InitiatorGroup::compile)
                .toList();
        negative = patterns.stream()
                .filter(pattern -> pattern.startsWith("!"))
                .map(pattern -> compile(pattern.substring(1)))
                .toList();
    }

    private static Pattern compile(String glob) {
        StringBuilder expression = new StringBuilder();
        for (char c : glob.toLowerCase(Locale.ROOT).toCharArray()) {
            switch (c) {
                case '*' -> expression.append(".*");
                case '?' -> expression.append('.');
                default -> expression.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(expression.toString(), Pattern.DOTALL);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** As configured. */
    public List<String> patterns() {
        return patterns;
    }

    /** Whether some pattern takes the initiator, or they only exclude, and none excludes it. */
    public boolean takes(String initiatorName) {
        String lower = initiatorName.toLowerCase(Locale.ROOT);
        boolean named = positive.isEmpty()
                ? !negative.isEmpty()
                : positive.stream().anyMatch(pattern -> pattern.matcher(lower).matches());
        return named
                && negative.stream().noneMatch(pattern -> pattern.matcher(lower).matches());
    }

    /** What it maps now. */
    public LunMap map() {
        return map;
    }

    /** Puts another map in force; nexuses notice with their next command. */
    public void map(LunMap next) {
        map = next;
    }
}
