package org.scst.runtime.configuration.dialect;

/**
 * What keys and values of the dialect may consist of.
 *
 * <p><i>Threading:</i> pure functions.
 */
final class Syntax {
    private static final int LONGEST_KEY = 100;
    private static final int SHOWN = 60;

    private Syntax() {}

    static boolean isKey(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (!isOfKey(key.charAt(i))) {
                return false;
            }
        }
        return !key.isEmpty() && key.length() <= LONGEST_KEY;
    }

    private static boolean isOfKey(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }

    /** Whether no character of a text is one that a line cannot have. */
    static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) && text.charAt(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Whether the value comes back as it is after it was written and read. */
    static boolean isValue(String value) {
        return !value.isEmpty() && value.strip().equals(value) && !value.endsWith("\\") && isPrintable(value);
    }

    /** Foreign text for a message: short, without control characters. */
    static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }
}
