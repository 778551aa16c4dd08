package org.scst.core.admin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventKindTest {

    @Test
    void shouldHaveOneKindForEachTopicConstant() throws IllegalAccessException {
        Set<String> constants = new TreeSet<>();
        for (Field field : EventTopics.class.getDeclaredFields()) {
            constants.add((String) field.get(null));
        }
        constants.remove(EventTopics.ALL);
        List<String> topics =
                Arrays.stream(EventKind.values()).map(EventKind::topic).sorted().toList();
        assertEquals(List.copyOf(constants), topics);
    }

    @Test
    void shouldUseTopicsThatOneHandlerCanTakeTogether() {
        for (EventKind kind : EventKind.values()) {
            assertTrue(kind.topic().matches("org/scst/[a-z]+/[A-Z_]+"), kind.topic());
        }
    }

    @Test
    void shouldDescribeEveryPropertyWithItsType() {
        Map<String, Object> event = EventKind.SESSION_OPENED.describe(17, "m", "1:a", "t", "i", "a", true);
        assertEquals(
                EventKind.SESSION_OPENED.properties().stream()
                        .filter(p -> p != EventProperty.SUPPRESSED)
                        .map(EventProperty::name)
                        .collect(Collectors.toSet()),
                event.keySet().stream()
                        .filter(key ->
                                !Set.of("timestamp", "severity", "message").contains(key))
                        .collect(Collectors.toSet()));
        assertEquals(17L, event.get("timestamp"));
        assertEquals("info", event.get("severity"));
        assertEquals(true, event.get("resumed"));
    }

    @Test
    void shouldRefuseOtherPropertiesThanDescribed() {
        assertThrows(IllegalArgumentException.class, () -> EventKind.DEVICE_RECOVERED.describe(0, "m"));
        assertThrows(ClassCastException.class, () -> EventKind.DEVICE_RECOVERED.describe(0, "m", true));
    }

    @Test
    void shouldMakeTextsOfStrangersPrintableAndShort() {
        String evil = "\u001b[2J\u202egnp\r\n" + "x".repeat(5000);
        String name = (String) EventKind.DEVICE_RECOVERED.describe(0, "m", evil).get(EventProperty.DEVICE.name());
        assertEquals(EventProperty.LONGEST, name.length());
        assertTrue(name.startsWith("?[2J?gnp??xxx"), name);
        assertTrue(name.endsWith("x…"), name);
    }

    @Test
    void shouldKeepLettersOfAllScripts() {
        assertEquals("диск 磁盘", Printable.of("диск 磁盘"));
    }

    @Test
    void shouldBoundListsAndKeepTheirOrder() {
        Map<String, Object> event =
                EventKind.CONFIGURATION_REFUSED.describe(0, "m", 3, 100, Collections.nCopies(100, "a\tb"));
        String[] problems = (String[]) event.get("problems");
        assertEquals(EventProperty.MOST, problems.length);
        assertArrayEquals(new String[] {"a?b", "a?b"}, Arrays.copyOf(problems, 2));
        assertEquals(100L, event.get("problem_count"));
    }

    @Test
    void shouldLimitWhatStrangersCanCauseOnly() {
        assertTrue(EventKind.LOGIN_REFUSED.limited());
        assertTrue(EventKind.SESSION_OPENED.limited());
        assertFalse(EventKind.DEVICE_NOT_READY.limited());
    }
}
