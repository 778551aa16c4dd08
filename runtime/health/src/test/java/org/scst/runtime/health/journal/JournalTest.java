package org.scst.runtime.health.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.EventJournal;
import org.scst.core.admin.EventJournal.RecordedEvent;

class JournalTest {
    private final Journal journal = new Journal();

    @TempDir
    Path folder;

    private List<Long> ids(long after) {
        return journal.after(after).stream().map(RecordedEvent::id).toList();
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            journal.add("org/scst/t/E", Map.of("n", i));
        }
    }

    @Test
    void shouldCountIdsFromOne() {
        add(3);
        assertEquals(List.of(1L, 2L, 3L), ids(0));
        assertEquals(List.of(3L), ids(2));
        assertEquals(List.of(), ids(3));
    }

    @Test
    void shouldKeepTheLastThousand() {
        add(EventJournal.CAPACITY + 5);
        assertEquals(EventJournal.CAPACITY, ids(0).size());
        assertEquals(6L, ids(0).getFirst());
    }

    @Test
    void shouldGoOnAfterARestartOfItsBundle() throws IOException {
        journal.add("org/scst/t/E", Map.of("text", "a", "list", new String[] {"b", "c"}, "number", 7L, "truth", true));
        add(1);
        KeptJournal kept = new KeptJournal(folder.resolve("journal"));
        kept.write(journal.after(0));
        Journal next = new Journal();
        next.resume(kept.take());
        next.add("org/scst/t/F", Map.of());
        List<RecordedEvent> events = next.after(0);
        assertEquals(List.of(1L, 2L, 3L), events.stream().map(RecordedEvent::id).toList());
        assertEquals("org/scst/t/E", events.getFirst().topic());
        assertEquals(7L, events.getFirst().properties().get("number"));
        assertEquals(true, events.getFirst().properties().get("truth"));
        assertArrayEquals(new String[] {"b", "c"}, (String[])
                events.getFirst().properties().get("list"));
    }

    @Test
    void shouldTakeAKeptJournalOnce() throws IOException {
        KeptJournal kept = new KeptJournal(folder.resolve("journal"));
        add(1);
        kept.write(journal.after(0));
        assertEquals(1, kept.take().size());
        assertEquals(0, kept.take().size());
    }

    @Test
    void shouldRefuseAFileThatIsNoJournal() throws IOException {
        Path file = Files.writeString(folder.resolve("journal"), "something else");
        assertThrows(IOException.class, () -> new KeptJournal(file).take());
        assertFalse(Files.exists(file));
    }
}
