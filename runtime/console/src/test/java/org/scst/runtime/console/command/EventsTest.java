package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.EventJournal.RecordedEvent;
import org.scst.core.admin.EventKind;

class EventsTest {
    private final List<RecordedEvent> events = new ArrayList<>();

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void keepAJournal() {
        console = new Console(folder);
        console.journal = id -> events.stream().filter(event -> event.id() > id).toList();
    }

    private void recovered(String device) {
        events.add(new RecordedEvent(
                events.size() + 1,
                EventKind.DEVICE_RECOVERED.topic(),
                EventKind.DEVICE_RECOVERED.describe(1_764_000_000_000L, "Device " + device + " is back", device)));
    }

    @Test
    void shouldShowIdTimeSeverityAndMessage() {
        recovered("a");
        assertEquals("     1  2025-11-24T16:00:00Z  info     Device a is back\n", console.output("events"));
    }

    @Test
    void shouldShowWhatCameAfterAnId() {
        recovered("a");
        recovered("b");
        String text = console.output("events", "--since", "1");
        assertTrue(text.contains("Device b"), text);
        assertEquals(1, text.lines().count());
        assertEquals("Nothing has happened since 2.\n", console.output("events", "--since", "2"));
    }

    @Test
    void shouldSayAllPropertiesToPrograms() {
        events.add(new RecordedEvent(
                7, "org/scst/t/E", Map.of("problems", new String[] {"x", "y"}, "generation", 3L, "device", "a")));
        String json = console.output("events", "--json").replaceAll("\\s", "");
        assertEquals(
                "[{\"id\":7,\"topic\":\"org/scst/t/E\",\"device\":\"a\",\"generation\":3,\"problems\":[\"x\",\"y\"]}]",
                json);
    }

    @Test
    void shouldFollowUntilTheCallerLeaves() {
        for (int i = 1; i <= 30; i++) {
            recovered("d" + i);
        }
        RecordingCaller caller = new RecordingCaller(folder).leavesAfter(10);
        assertEquals(ExitStatus.DONE, console.table.run(List.of("events", "--follow"), caller));
        assertEquals(10, caller.pieces.size());
        assertTrue(caller.pieces.getFirst().contains("d21 "), caller::output);
        assertTrue(caller.pieces.getLast().contains("d30 "), caller::output);
    }

    @Test
    void shouldShowWhatComesWhileItFollows() {
        recovered("a");
        console.journal = id -> {
            if (id == 1) {
                recovered("new");
            }
            return events.stream().filter(event -> event.id() > id).toList();
        };
        RecordingCaller caller = new RecordingCaller(folder).leavesAfter(2);
        console.table.run(List.of("events", "--follow", "--since", "0", "--json"), caller);
        assertTrue(caller.pieces.get(1).contains("\"device\": \"new\""), caller::output);
    }

    @Test
    void shouldRefuseWhatIsNoId() {
        assertTrue(console.errors(ExitStatus.USAGE, "events", "--since", "yesterday")
                .contains("yesterday"));
        assertTrue(console.errors(ExitStatus.USAGE, "events", "--since", "-1").contains("-1"));
    }

    @Test
    void shouldSayWhatIsMissingWithoutAJournal() {
        console.journal = null;
        assertTrue(console.errors(ExitStatus.FAILED, "events").contains("org.scst.runtime.health"));
    }
}
