package org.scst.runtime.console.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * A line as words, split as POSIX shells do (XCU 2.2): blanks separate; a backslash and single quotes take what follows literally;
 * double quotes too, but for a backslash before {@code "} or a backslash. Nothing else means anything: no {@code *}, {@code #},
 * {@code ;}, {@code $} or brackets.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param words without their quotes
 * @param open whether a quote or a backslash at the end waits for more
 */
record SplitLine(List<Word> words, boolean open) {
    private static final int NONE = -1;

    SplitLine {
        words = List.copyOf(words);
    }

    /**
     * A word.
     *
     * @param text without its quotes
     * @param start where it begins in the line
     * @param end after its last character
     */
    record Word(String text, int start, int end) {}

    static SplitLine of(String line) {
        List<Word> words = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int start = -1;
        int quote = NONE;
        boolean escaped = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean blank = Character.isWhitespace(c);
            if (start < 0 && blank) {
                continue;
            }
            start = start < 0 ? i : start;
            if (escaped) {
                escaped = false;
                append(text, c, quote);
            } else if (c == '\\' && quote != '\'') {
                escaped = true;
            } else if (quote == NONE && (c == '\'' || c == '"')) {
                quote = c;
            } else if (quote == c) {
                quote = NONE;
            } else if (quote == NONE && blank) {
                words.add(new Word(text.toString(), start, i));
                text.setLength(0);
                start = -1;
            } else {
                text.append(c);
            }
        }
        if (start >= 0) {
            words.add(new Word(text.toString(), start, line.length()));
        }
        return new SplitLine(words, quote != NONE || escaped);
    }

    /** The words without their places. */
    List<String> texts() {
        return words.stream().map(Word::text).toList();
    }

    /** A word so that it is read as it is; without its end when more is to be typed. */
    static String quoted(String word, boolean complete) {
        if (!word.isEmpty() && word.chars().noneMatch(c -> Character.isWhitespace(c) || "'\"\\".indexOf(c) >= 0)) {
            return word;
        }
        return "'" + word.replace("'", "'\\''") + (complete ? "'" : "");
    }

    /** What follows a backslash; a line break after one joins two lines. */
    private static void append(StringBuilder text, char c, int quote) {
        if (c == '\n') {
            return;
        }
        if (quote == '"' && c != '"' && c != '\\') {
            text.append('\\');
        }
        text.append(c);
    }
}
