package org.scst.runtime.console.shell;

import java.util.List;

/**
 * Draws pictures over one another, each no larger than the terminal.
 *
 * <p><i>Threading:</i> confined to the thread that shows a command's answer.
 */
final class Picture {
    private static final String HOME = "\u001b[H";
    private static final String CLEAR = "\u001b[2J";
    private static final String END_OF_LINE = "\u001b[K";
    private static final String BELOW = "\u001b[J";

    private boolean drawn;

    /** What to write so that this text stands there. */
    String over(String text, int columns, int lines) {
        StringBuilder drawing = new StringBuilder(drawn ? HOME : CLEAR + HOME);
        drawn = true;
        List<String> all = text.lines().toList();
        all.stream()
                .limit(Math.max(1, lines - 1))
                .forEach(line ->
                        drawing.append(cut(line, columns)).append(END_OF_LINE).append('\n'));
        return drawing.append(BELOW).toString();
    }

    private static String cut(String line, int columns) {
        return line.codePointCount(0, line.length()) <= columns
                ? line
                : line.substring(0, line.offsetByCodePoints(0, columns));
    }
}
