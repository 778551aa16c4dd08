package org.scst.local.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TaskAttribute;

class LostCommandsTest {
    private final List<String> told = new ArrayList<>();
    private final LostCommands lost = new LostCommands();

    private void lose(String name) {
        lost.add(new Exchange(0, new byte[6], TaskAttribute.SIMPLE) {
            @Override
            protected void ended(Outcome outcome, byte[] sense, long residual) {
                told.add(name + " done");
            }

            @Override
            protected void unanswered(String cause) {
                told.add(name + " " + cause);
                lost.then(() -> told.add("after " + name));
            }
        });
    }

    @Test
    void shouldEndAllBeforeWhatIsAboutThem() {
        lose("one");
        lose("other");
        lost.then(() -> told.add("function"));
        assertFalse(lost.isEmpty());
        assertEquals(List.of(), told);
        lost.end("lost");
        assertTrue(lost.isEmpty());
        assertEquals(List.of("one lost", "other lost", "function", "after one", "after other"), told);
        lost.end("lost");
        assertEquals(5, told.size(), "once");
    }

    @Test
    void shouldHoldNothingUpWhenNoneIsLost() {
        lost.then(() -> told.add("function"));
        assertEquals(List.of("function"), told);
    }
}
