package org.scst.runtime.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.scst.testkit.Trials;

class SplitLineTest {

    private static List<String> words(String line) {
        return SplitLine.of(line).texts();
    }

    @Test
    void shouldSplitAtBlanksOnly() {
        assertEquals(
                List.of("why", "iqn.a:*", "[::1]:3260", "#", ";", "$x", "`a`", "|", "{}", "!1", "~", "&"),
                words("  why iqn.a:*\t[::1]:3260 # ; $x `a` | {} !1 ~ & "));
        assertEquals(List.of(), words(" \t "));
    }

    @Test
    void shouldTakeQuotesAndBackslashesAsPosixShellsDo() {
        assertEquals(List.of("a b", "c d", "e f"), words("'a b' \"c d\" e\\ f"));
        assertEquals(List.of("ab'c", "", ""), words("a'b'\\'c '' \"\""));
        assertEquals(List.of("\\", "\\", "\\", "\\x"), words("\\\\ '\\' \"\\\\\" \"\\x\""));
        assertEquals(List.of("say \"x\"", "ab"), words("\"say \\\"x\\\"\" a\\\nb"));
    }

    @Test
    void shouldWaitForMoreWhenAQuoteIsOpen() {
        assertTrue(SplitLine.of("a 'b").open());
        assertTrue(SplitLine.of("a \"b").open());
        assertTrue(SplitLine.of("a b\\").open());
        assertFalse(SplitLine.of("a 'b'").open());
    }

    @Test
    void shouldSayWhereAWordStands() {
        assertEquals(
                List.of(new SplitLine.Word("a", 1, 2), new SplitLine.Word("b c", 3, 8)),
                SplitLine.of(" a 'b c'").words());
    }

    @Test
    void shouldReadEveryWordAsItWasQuoted() {
        Trials.each(1000, values -> {
            List<String> words = values.list(4, values::text);
            String line =
                    words.stream().map(word -> SplitLine.quoted(word, true)).collect(Collectors.joining(" "));
            assertEquals(words, words(line));
            assertFalse(SplitLine.of(line).open());
        });
    }
}
