package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Grammar GRAMMAR =
            Grammar.of("NAME [SIZE] [--file PATH] [--force]", 1, 2, Grammar.value("--file"), Grammar.flag("--force"));

    private static String refusal(String... words) {
        CommandFailure e = assertThrows(CommandFailure.class, () -> Words.parse(GRAMMAR, List.of(words)));
        assertEquals(ExitStatus.USAGE, e.status());
        return e.getMessage();
    }

    @Test
    void shouldTellWordsFromOptionsInAnyOrder() throws CommandFailure {
        Words words = Words.parse(GRAMMAR, List.of("--force", "disk1", "--file", "--odd", "10G"));
        assertEquals(Optional.of("disk1"), words.word(0));
        assertEquals(Optional.of("10G"), words.word(1));
        assertEquals(Optional.of("--odd"), words.option("--file"));
        assertTrue(words.has("--force"));
    }

    @Test
    void shouldTakeAValueAfterAnEqualsSign() throws CommandFailure {
        assertEquals(
                Optional.of("a=b"),
                Words.parse(GRAMMAR, List.of("x", "--file=a=b")).option("--file"));
    }

    @Test
    void shouldTakeEverythingAfterTwoDashesAsItIs() throws CommandFailure {
        Words words = Words.parse(GRAMMAR, List.of("--", "--force", "--file"));
        assertEquals(Optional.of("--force"), words.word(0));
        assertEquals(Optional.of("--file"), words.word(1));
    }

    @Test
    void shouldRefuseWhatItDoesNotUnderstand() {
        assertEquals("there is no option --fiel", refusal("x", "--fiel", "y"));
        assertEquals("--file needs a value", refusal("x", "--file"));
        assertEquals("--force takes no value", refusal("x", "--force=1"));
        assertEquals("--force is given twice", refusal("x", "--force", "--force"));
        assertEquals("something is missing", refusal());
        assertEquals("\"z\" is one word too many", refusal("x", "y", "z"));
    }
}
