package org.scst.runtime.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PictureTest {
    private final Picture picture = new Picture();

    @Test
    void shouldClearOnceAndThenDrawOver() {
        assertEquals("\u001b[2J\u001b[Hab\u001b[K\n\u001b[J", picture.over("ab\n", 10, 5));
        assertEquals("\u001b[Hcd\u001b[K\n\u001b[J", picture.over("cd\n", 10, 5));
    }

    @Test
    void shouldStayWithinTheTerminal() {
        assertEquals("\u001b[2J\u001b[Hä😀\u001b[K\n\u001b[J", picture.over("ä😀c\nd\ne\n", 2, 2));
    }
}
