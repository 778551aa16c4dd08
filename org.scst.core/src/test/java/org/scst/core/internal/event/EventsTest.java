package org.scst.core.internal.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.EventTopics;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandExecutor;

class EventsTest {
    private final HandExecutor control = new HandExecutor();
    private final HandClock clock = new HandClock();
    private final PostedEvents posted = new PostedEvents();
    private final Events events = posted.taken(control, clock);

    private void recovered(String device) {
        events.post(EventKind.DEVICE_RECOVERED, "Device " + device, device);
    }

    private void refused() {
        events.post(EventKind.LOGIN_REFUSED, "refused", "iscsi", "t", "i", "a", "0x0203 NOT_FOUND", "no target", 1);
    }

    @Test
    void shouldNeverCallEventAdminOnThePostersThread() {
        recovered("a");
        assertTrue(posted.topics().isEmpty());
        control.run();
        assertEquals(List.of(EventTopics.DEVICE_RECOVERED), posted.topics());
        assertEquals("a", posted.last(EventKind.DEVICE_RECOVERED).get("device"));
    }

    @Test
    void shouldHandOverOnceForABurst() {
        control.run();
        for (int i = 0; i < 1000; i++) {
            recovered("d" + i);
        }
        assertEquals(1, control.waiting());
        control.run();
        assertEquals(1000, posted.topics().size());
        assertEquals("d999", posted.last(EventKind.DEVICE_RECOVERED).get("device"));
    }

    @Test
    void shouldGoOnAfterTheQueueWasEmptied() {
        recovered("a");
        control.run();
        recovered("b");
        control.run();
        assertEquals(2, posted.topics().size());
    }

    @Test
    void shouldGoOnAfterAnEventThatWasNotTaken() {
        List<String> taken = new ArrayList<>();
        Events events = new Events(control, InstantSource.system(), clock);
        events.sink((topic, properties) -> {
            if (properties.get("device").equals("bad")) {
                throw new IllegalStateException("as asked");
            }
            taken.add((String) properties.get("device"));
        });
        events.post(EventKind.DEVICE_RECOVERED, "m", "bad");
        events.post(EventKind.DEVICE_RECOVERED, "m", "a");
        control.run();
        events.post(EventKind.DEVICE_RECOVERED, "m", "b");
        control.run();
        assertEquals(List.of("a", "b"), taken);
        assertEquals(1, events.dropped());
    }

    @Test
    void shouldKeepTheFirstEventsUntilEventAdminHasCome() {
        Events early = new Events(control, InstantSource.system(), clock);
        for (int i = 0; i < 10_000; i++) {
            early.post(EventKind.DEVICE_RECOVERED, "m", "d" + i);
        }
        control.run();
        assertEquals(10_000 - 256, early.dropped());
        early.sink(posted);
        control.run();
        assertEquals(256, posted.topics().size());
        early.post(EventKind.DEVICE_RECOVERED, "m", "late");
        control.run();
        assertEquals(257, posted.topics().size());
    }

    @Test
    void shouldPostNothingOnceEventAdminIsGone() {
        events.sinkLeft(posted);
        recovered("a");
        control.run();
        assertTrue(posted.topics().isEmpty());
    }

    @Test
    void shouldKeepTheNewEventAdminWhenTheOldOneLeavesAfterwards() {
        PostedEvents next = new PostedEvents();
        events.sink(next);
        events.sinkLeft(posted);
        recovered("a");
        control.run();
        assertEquals(1, next.topics().size());
    }

    @Test
    void shouldBoundTheQueue() {
        for (int i = 0; i < 20_000; i++) {
            recovered("a");
        }
        assertEquals(20_000 - 16_384, events.dropped());
        control.run();
        assertEquals(16_384, posted.topics().size());
    }

    @Test
    void shouldLimitRefusedLoginsAndSayHowManyWereLeftOut() {
        for (int i = 0; i < 10_000; i++) {
            refused();
        }
        control.run();
        assertEquals(50, posted.count(EventKind.LOGIN_REFUSED));
        clock.advance(Duration.ofSeconds(1));
        refused();
        control.run();
        assertEquals(51, posted.count(EventKind.LOGIN_REFUSED));
        assertEquals(9950L, posted.last(EventKind.LOGIN_REFUSED).get("suppressed"));
        for (int i = 0; i < 100; i++) {
            refused();
        }
        control.run();
        assertEquals(55, posted.count(EventKind.LOGIN_REFUSED));
    }

    @Test
    void shouldNotLetRefusedLoginsPushOtherEventsOut() {
        for (int i = 0; i < 100_000; i++) {
            refused();
        }
        recovered("a");
        control.run();
        assertEquals(1, posted.count(EventKind.DEVICE_RECOVERED));
    }
}
