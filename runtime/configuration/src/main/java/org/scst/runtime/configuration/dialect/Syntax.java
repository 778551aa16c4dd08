package org.scst.runtime.configuration.dialect;

import java.util.regex.Pattern;

/**
 * What keys and values of the dialect may consist of.
 *
 * <p><i>Threading:</i> pure functions.
 */
final class Syntax {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int SHOWN = 60;

    private Syntax() {}

    static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }

    /** Whether the value comes back as it is after it was written and read. */
    static boolean isValue(String value) {
        return !value.isEmpty()
                && value.strip().equals(value)
                && !value.endsWith("\\")
                && value.chars().noneMatch(c -> c != '\t' && Character.isISOControl(c));
    }

    /** Foreign text for a message: short, without control characters. */
    static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }
}
