package org.scst.runtime.console.text;

/**
 * Makes foreign text harmless: names that initiators chose may hold control characters, terminal sequences or marks that turn
 * the direction of writing. Such characters are shown by number.
 *
 * <p><i>Threading:</i> pure functions.
 */
public final class Plain {
    private Plain() {}

    /** The text with everything that is not plainly visible shown as {@code \x1b} or <code>&#92;u202e</code>. */
    public static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(plain, c));
        return plain.toString();
    }

    private static void append(StringBuilder plain, int c) {
        if (isVisible(c)) {
            plain.appendCodePoint(c);
        } else if (c <= 0xFF) {
            plain.append(String.format("\\x%02x", c));
        } else {
            plain.append(String.format("\\u%04x", c));
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
