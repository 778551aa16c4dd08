package org.scst.runtime.console.shell;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * Shows the line editor where in which word the cursor stands.
 *
 * <p><i>Threading:</i> immutable.
 */
final class LineWords implements Parser {

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.COMPLETE) {
            return atCursor(line, cursor);
        }
        SplitLine split = SplitLine.of(line);
        if (split.open() && (context == ParseContext.ACCEPT_LINE || context == ParseContext.UNSPECIFIED)) {
            throw new EOFError(-1, cursor, "a quote or a backslash waits for more", "");
        }
        return new Line(line, cursor, split.texts(), 0, 0, 0, 0);
    }

    /** What stands after the cursor does not count for completion. */
    private static Line atCursor(String line, int cursor) {
        String before = line.substring(0, cursor);
        SplitLine split = SplitLine.of(before);
        List<String> words = new ArrayList<>(split.texts());
        boolean between = split.words().isEmpty() || split.words().getLast().end() < cursor;
        if (between) {
            words.add("");
            return new Line(line, cursor, words, words.size() - 1, 0, 0, 0);
        }
        int raw = cursor - split.words().getLast().start();
        return new Line(line, cursor, words, words.size() - 1, words.getLast().length(), raw, raw);
    }

    /** The line as the editor wants to know it. */
    private record Line(
            String line,
            int cursor,
            List<String> words,
            int wordIndex,
            int wordCursor,
            int rawWordCursor,
            int rawWordLength)
            implements CompletingParsedLine {

        @Override
        public String word() {
            return words.isEmpty() ? "" : words.get(wordIndex);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return SplitLine.quoted(candidate.toString(), complete);
        }
    }
}
