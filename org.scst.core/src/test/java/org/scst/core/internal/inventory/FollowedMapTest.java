package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.execution.HandContext;
import org.scst.core.internal.execution.ThreadLimit;
import org.scst.core.internal.fence.Fence;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.primary.NullLogicalUnit;

class FollowedMapTest {
    private final InitiatorGroup group = new InitiatorGroup("", List.of());
    private final FollowedMap map = new FollowedMap(group);
    private final Map<String, LogicalUnit> units = new HashMap<>();
    private int lookedUp;

    private LogicalUnit unit(String name) {
        lookedUp++;
        return units.computeIfAbsent(name, FollowedMapTest::make);
    }

    private static LogicalUnit make(String name) {
        Budget budget = new Budget(1, null);
        return new LogicalUnit(
                name,
                new Fence(),
                budget,
                new HandContext(),
                NullLogicalUnit.create(budget, new ThreadLimit(2)).view());
    }

    private static ConfiguredObjects.Instance file(String luns) {
        return new ConfiguredObjects.Instance("org.scst.iscsi.target", "san", Map.of(), new LunLines(luns));
    }

    private boolean follow(String luns, String... touched) {
        lookedUp = 0;
        return map.follow(file(luns), Set.of(touched), this::unit);
    }

    private String mapped() {
        StringBuilder text = new StringBuilder();
        group.map()
                .entries()
                .forEach(entry -> text.append(entry.lun())
                        .append(' ')
                        .append(entry.logicalUnit().name())
                        .append(entry.readOnly() ? " read_only" : "")
                        .append('\n'));
        return text.toString();
    }

    private static String thousand() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append(i).append(" d").append(i).append('\n');
        }
        return text.toString();
    }

    @Test
    void shouldLookOnlyAtLinesThatHaveChanged() {
        assertTrue(follow(thousand()));
        assertEquals(1000, lookedUp);
        assertTrue(follow(thousand() + "1000 more\n"));
        assertTrue(lookedUp <= 2, "looked up " + lookedUp);
        assertTrue(follow(thousand()));
        assertTrue(follow(thousand().replace("500 d500\n", "500 d500 read_only\n")));
        assertTrue(lookedUp <= 2, "looked up " + lookedUp);
        assertTrue(follow(thousand()));
        assertEquals(thousand(), mapped());
    }

    @Test
    void shouldKeepTheMapWhileNothingChanges() {
        follow("0 a\n");
        LunMap before = group.map();
        assertFalse(follow("0 a\n"));
        assertFalse(follow("0 a\n", "other"));
        assertSame(before, group.map());
    }

    @Test
    void shouldTakeTheNewLogicalUnitOfADeviceThatWasMadeAnew() {
        follow("0 a\n1 b\n");
        units.remove("a");
        assertTrue(follow("0 a\n1 b\n", "a"));
        assertSame(units.get("a"), group.map().find(0).logicalUnit());
    }

    @Test
    void shouldTellOfALunThatIsGivenTwiceAndOfItsEnd() {
        follow("1 a\n2 b\n");
        follow("1 a\n01 c\n2 b\n");
        assertEquals(
                List.of("LUN given twice"),
                map.problems().stream().map(problem -> problem.cause()).toList());
        follow("1 a\n2 b\n");
        assertEquals(List.of(), map.problems());
        assertEquals("1 a\n2 b\n", mapped());
    }

    @Test
    void shouldTellOfDevicesThatNoFileDefines() {
        follow("0 a\n1 b\n");
        assertEquals(1, map.unknownDevices("a"::equals).size());
        assertEquals("lun.1", map.unknownDevices("a"::equals).getFirst().key());
        follow("0 a\n");
        assertEquals(List.of(), map.unknownDevices("a"::equals));
        follow("0 a\n3 c\n");
        assertEquals(1, map.unknownDevices("a"::equals).size());
        follow("0 a\n3 c\n", "c");
        assertEquals(List.of(), map.unknownDevices(Set.of("a", "c")::contains));
        follow("0 a\n3 c\n", "a");
        assertEquals("lun.0", map.unknownDevices("c"::equals).getFirst().key());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldMakeTheSameMapAsIfItHadSeenNoEarlierFile(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            Map<Integer, String> lines = new TreeMap<>();
            for (int n = random.nextInt(8); n > 0; n--) {
                int device = random.nextInt(5);
                lines.put(random.nextInt(600), "d" + device + (random.nextBoolean() ? " read_only" : ""));
            }
            StringBuilder text = new StringBuilder();
            lines.forEach(
                    (lun, device) -> text.append(lun).append(' ').append(device).append('\n'));
            String touched = "d" + random.nextInt(5);
            boolean anew = random.nextInt(4) == 0;
            if (anew) {
                units.remove(touched);
            }
            follow(text.toString(), anew ? touched : "none");
            assertEquals(text.toString(), mapped());
            group.map()
                    .entries()
                    .forEach(entry -> assertSame(units.get(entry.logicalUnit().name()), entry.logicalUnit()));
        }
    }
}
