package org.scst.runtime.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;

class LineWordsTest {
    private final LineWords parser = new LineWords();

    private CompletingParsedLine complete(String line) {
        return (CompletingParsedLine) parser.parse(line, line.length(), ParseContext.COMPLETE);
    }

    @Test
    void shouldGiveTheWordThatTheCursorEnds() {
        CompletingParsedLine line = complete("export a --file 'my f");
        assertEquals(List.of("export", "a", "--file", "my f"), line.words());
        assertEquals(3, line.wordIndex());
        assertEquals(4, line.wordCursor());
        assertEquals(5, line.rawWordCursor());
        assertEquals("'my file.img'", line.escape("my file.img", true));
        assertEquals("'my fi", line.escape("my fi", false));
        assertEquals("disk1", line.escape("disk1", true));
    }

    @Test
    void shouldBeginAWordAfterABlank() {
        assertEquals(List.of("luns", ""), complete("luns ").words());
        assertEquals(List.of(""), complete("").words());
        assertEquals(List.of("a "), complete("a\\ ").words());
    }

    @Test
    void shouldNotSeeWhatStandsAfterTheCursor() {
        assertEquals(
                List.of("lu"), parser.parse("luns x", 2, ParseContext.COMPLETE).words());
    }

    @Test
    void shouldAskForMoreOfALineThatIsNotEnded() {
        assertThrows(EOFError.class, () -> parser.parse("a 'b", 4, ParseContext.ACCEPT_LINE));
        assertEquals(
                List.of("a", "b"),
                parser.parse("a b", 3, ParseContext.ACCEPT_LINE).words());
    }
}
