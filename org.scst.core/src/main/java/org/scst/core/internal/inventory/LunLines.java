package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The LUN lines of a target's or group's file as one text, a line {@code N VALUE} for each, so that two versions of thousands of lines
 * are compared without looking into them.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param text the lines
 */
record LunLines(String text) {
    static final LunLines NONE = new LunLines("");

    /** How all of them stand in one property, as the configuration bundle hands over what is described. */
    static final String FAMILY = "lun.N";

    private static final String LUN = "lun.";

    /** What differs between two versions. */
    record Difference(List<Line> gone, List<Line> come) {}

    /**
     * One line.
     *
     * @param number what stands for N, as it is written
     * @param value what is there
     */
    record Line(String number, String value) {
        /** The property that a file has. */
        String key() {
            return LUN + number;
        }

        private static Line of(String text) {
            int blank = text.indexOf(' ');
            return blank < 0 ? new Line(text, "") : new Line(text.substring(0, blank), text.substring(blank + 1));
        }
    }

    /** Takes the lines out of the properties of an object. */
    static LunLines takenFrom(Map<String, String> properties) {
        String family = properties.remove(FAMILY);
        List<String> single = properties.keySet().stream()
                .filter(key -> key.startsWith(LUN))
                .sorted(Comparator.naturalOrder())
                .toList();
        if (single.isEmpty()) {
            return family == null ? NONE : new LunLines(family);
        }
        StringBuilder text = new StringBuilder(family == null ? "" : family);
        single.forEach(key -> text.append(key.substring(LUN.length()))
                .append(' ')
                .append(properties.remove(key).replace('\n', ' '))
                .append('\n'));
        return new LunLines(text.toString());
    }

    /** All of them. */
    List<Line> lines() {
        return lines(0, text.length());
    }

    /** What is not the same in an earlier version, at the cost of what is not. */
    Difference since(LunLines before) {
        String old = before.text;
        int limit = Math.min(old.length(), text.length());
        int start = 0;
        while (start < limit && old.charAt(start) == text.charAt(start)) {
            start++;
        }
        start = text.lastIndexOf('\n', start - 1) + 1;
        int same = 0;
        while (same < limit - start && old.charAt(old.length() - 1 - same) == text.charAt(text.length() - 1 - same)) {
            same++;
        }
        // Whole lines only: those at the end are the same behind the first line's end that is.
        int from = text.indexOf('\n', text.length() - same);
        int end = from < 0 ? text.length() : from + 1;
        return new Difference(before.lines(start, old.length() - (text.length() - end)), lines(start, end));
    }

    private List<Line> lines(int from, int to) {
        List<Line> lines = new ArrayList<>();
        for (int start = from; start < to; ) {
            int end = text.indexOf('\n', start);
            lines.add(Line.of(text.substring(start, end)));
            start = end + 1;
        }
        return lines;
    }
}
