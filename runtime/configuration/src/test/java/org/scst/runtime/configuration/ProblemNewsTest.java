package org.scst.runtime.configuration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.EventTopics;

class ProblemNewsTest {
    private static final FileProblem TYPO =
            new FileProblem("org.scst.vdisk-a.cfg", 3, "there is no key siz", "write size");

    private final List<Event> posted = new ArrayList<>();
    private final EventAdmin eventAdmin = new EventAdmin() {
        @Override
        public void postEvent(Event event) {
            posted.add(event);
        }

        @Override
        public void sendEvent(Event event) {
            throw new AssertionError("nobody here waits for handlers");
        }
    };
    private final ProblemNews news = new ProblemNews(InstantSource.fixed(Instant.ofEpochMilli(17)));

    @Test
    void shouldTellWhatIsRefusedWithFileAndLine() {
        news.arrived(eventAdmin);
        news.look(List.of(TYPO, new FileProblem("", 0, "the folder is gone", "")), 4);
        Event event = posted.getFirst();
        assertEquals(EventTopics.CONFIGURATION_REFUSED, event.getTopic());
        assertEquals(4L, event.getProperty("generation"));
        assertEquals(2L, event.getProperty("problem_count"));
        assertEquals(17L, event.getProperty("timestamp"));
        assertArrayEquals(
                new String[] {"org.scst.vdisk-a.cfg:3: there is no key siz; write size", "the folder is gone"},
                (String[]) event.getProperty("problems"));
        assertTrue(String.valueOf(event.getProperty("message")).endsWith(", and 1 more"));
    }

    @Test
    void shouldTellOnceUntilItChanges() {
        news.arrived(eventAdmin);
        news.look(List.of(), 1);
        news.look(List.of(TYPO), 1);
        news.look(List.of(TYPO), 2);
        news.look(List.of(), 2);
        news.look(List.of(), 3);
        assertEquals(
                List.of(EventTopics.CONFIGURATION_REFUSED, EventTopics.CONFIGURATION_APPLIED),
                posted.stream().map(Event::getTopic).toList());
    }

    @Test
    void shouldTellAnEventAdminThatComesLate() {
        news.look(List.of(TYPO), 1);
        news.arrived(eventAdmin);
        news.look(List.of(TYPO), 1);
        news.left(eventAdmin);
        news.look(List.of(), 1);
        assertEquals(1, posted.size());
    }
}
