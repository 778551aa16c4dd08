package org.scst.core.admin;

import java.util.Collection;

/**
 * Texts as events carry them: strangers write some of them, so they are bounded, and nothing in them moves a cursor or hides
 * what stands beside it.
 *
 * <p><i>Threading:</i> no state.
 */
final class Printable {
    private static final String CUT = "…";

    private Printable() {}

    static String of(String text) {
        StringBuilder printable = new StringBuilder();
        boolean cut = text.codePointCount(0, text.length()) > EventProperty.LONGEST;
        text.codePoints()
                .limit(cut ? EventProperty.LONGEST - 1 : EventProperty.LONGEST)
                .forEach(c -> printable.appendCodePoint(visible(c) ? c : '?'));
        return cut ? printable.append(CUT).toString() : printable.toString();
    }

    /** The first of them, each bounded. */
    static String[] of(Collection<?> texts) {
        return texts.stream()
                .limit(EventProperty.MOST)
                .map(text -> of(String.valueOf(text)))
                .toArray(String[]::new);
    }

    private static boolean visible(int c) {
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
