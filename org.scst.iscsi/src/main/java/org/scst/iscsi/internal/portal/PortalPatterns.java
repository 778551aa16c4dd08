package org.scst.iscsi.internal.portal;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Portals that an operator means by patterns: {@code 10.0.*}, {@code fd00::?}, {@code 10.0.0.1:3261}, {@code !10.0.0.2}. A pattern is
 * compared with the address alone and with address and port; a portal is meant when some pattern matches and none that begins with
 * {@code !} does.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param patterns as written, in lower case
 */
public record PortalPatterns(List<String> patterns) {
    /** No pattern at all. */
    public static final PortalPatterns NONE = new PortalPatterns(List.of());

    private static final Pattern WRITTEN = Pattern.compile("!?[0-9a-f.:*?\\[\\]]+");

    /** Copies its argument. */
    public PortalPatterns {
        patterns = List.copyOf(patterns);
    }

    /**
     * Reads a list that is separated by commas.
     *
     * @throws IllegalArgumentException naming the pattern that can match no address
     */
    public static PortalPatterns parse(String list) {
        List<String> patterns = PortalAddress.list(list.toLowerCase(Locale.ROOT));
        for (String pattern : patterns) {
            if (!WRITTEN.matcher(pattern).matches()) {
                throw new IllegalArgumentException(pattern + " is no pattern of a numeric address");
            }
        }
        return new PortalPatterns(patterns);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Whether this portal is meant. */
    public boolean mean(InetSocketAddress portal) {
        return patterns.stream().anyMatch(pattern -> !pattern.startsWith("!") && matches(pattern, portal))
                && patterns.stream()
                        .noneMatch(pattern -> pattern.startsWith("!") && matches(pattern.substring(1), portal));
    }

    private static boolean matches(String pattern, InetSocketAddress portal) {
        return matches(pattern, 0, PortalAddress.host(portal), 0) || matches(pattern, 0, PortalAddress.text(portal), 0);
    }

    /** Addresses are short, and so is what an asterisk may stand for. */
    private static boolean matches(String pattern, int p, String text, int t) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        if (pattern.charAt(p) == '*') {
            return matches(pattern, p + 1, text, t) || t < text.length() && matches(pattern, p, text, t + 1);
        }
        boolean same = t < text.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t));
        return same && matches(pattern, p + 1, text, t + 1);
    }
}
