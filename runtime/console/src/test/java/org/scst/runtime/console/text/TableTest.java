package org.scst.runtime.console.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Table table() {
        return new Table().column("NAME", "name").column("SIZE", "bytes").column("ON", "on");
    }

    @Test
    void shouldAlignTextLeftAndNumbersRight() {
        Table table = table();
        table.row("a", 5, true);
        table.row("longer", 12345, false);
        assertEquals("NAME     SIZE  ON\na           5  yes\nlonger  12345  no\n", table.text(""));
    }

    @Test
    void shouldShowNothingAsADash() {
        Table table = table();
        table.row("", null, true);
        assertEquals("NAME  SIZE  ON\n-     -     yes\n", table.text(""));
    }

    @Test
    void shouldSayASentenceInsteadOfAnEmptyTable() {
        assertEquals("Nothing.\n", table().text("Nothing."));
        assertEquals(List.of(), table().json());
    }

    @Test
    void shouldNotLetANameBreakOutOfItsCell() {
        Table table = table();
        table.row("evil\u001b[2J\nname", 1, true);
        String text = table.text("");
        assertEquals(2, text.lines().count());
        assertFalse(text.contains("\u001b"));
    }

    @Test
    void shouldAlignByCharactersNotByUnits() {
        Table table = table();
        table.row("😀", 1, true);
        table.row("ab", 1, true);
        assertEquals("NAME  SIZE  ON\n😀        1  yes\nab       1  yes\n", table.text(""));
    }

    @Test
    void shouldGiveRowsAsObjectsWithExactNumbers() {
        Table table = table();
        table.row("a\u001b", new Bytes(1536), true);
        assertEquals(List.of(Map.of("name", "a\u001b", "bytes", 1536L, "on", true)), table.json());
    }

    @Test
    void shouldRefuseARowThatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> table().row("a"));
    }

    @Test
    void shouldAlignNumbersToTheRightWhenTheFirstIsMissing() {
        Table table = new Table().column("A", "a").column("NUMBER", "number");
        table.row("x", null);
        table.row("y", 7);
        assertEquals("A  NUMBER\nx       -\ny       7\n", table.text(""));
    }
}
