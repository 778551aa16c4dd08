package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LunLinesTest {
    @Test
    void shouldTakeTheFamilyAndSingleLines() {
        Map<String, String> properties = new HashMap<>(Map.of("name", "san", "lun.N", "0 a\n7 b read_only\n"));
        properties.put("lun.x", "c");
        LunLines lines = LunLines.takenFrom(properties);
        assertEquals(Map.of("name", "san"), properties);
        assertEquals("0 a\n7 b read_only\nx c\n", lines.text());
        assertEquals(
                List.of(
                        new LunLines.Line("0", "a"),
                        new LunLines.Line("7", "b read_only"),
                        new LunLines.Line("x", "c")),
                lines.lines());
        assertEquals("lun.7", lines.lines().get(1).key());
    }

    @Test
    void shouldBearWhatIsNoLine() {
        assertEquals(List.of(new LunLines.Line("5", "")), new LunLines("5\n").lines());
    }

    @ParameterizedTest
    @CsvSource({
        "1 a|12 b, 1 a|2 b",
        "1 a|2 b, 1 a|12 b",
        "1 a, 1 ab",
        "'', 1 a",
        "1 a, ''",
        "1 a|1 a, 1 a",
        "1 a|2 a, 2 a"
    })
    void shouldCompareWholeLines(String one, String other) {
        check(of(one), of(other));
    }

    @Test
    void shouldLookOnlyAtWhatDiffers() {
        LunLines before = of("1 a|2 b|3 c|4 d|5 e");
        assertTrue(of("1 a|2 b|3 x|4 d|5 e").since(before).come().size() <= 2);
        assertTrue(of("1 a|2 b|4 d|5 e").since(before).gone().size() <= 2);
        assertEquals(List.of(), before.since(of("1 a|2 b|3 c|4 d|5 e")).come());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldMakeTheLaterVersionOfTheEarlierOneByTheDifference(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            check(random(random), random(random));
        }
    }

    private static LunLines random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(random.nextInt(13))
                    .append(' ')
                    .append("ab", 0, 1 + random.nextInt(2))
                    .append('\n');
        }
        return new LunLines(text.toString());
    }

    private static LunLines of(String lines) {
        return new LunLines(lines.isEmpty() ? "" : lines.replace('|', '\n') + "\n");
    }

    private static void check(LunLines before, LunLines now) {
        LunLines.Difference difference = now.since(before);
        List<LunLines.Line> made = new ArrayList<>(before.lines());
        difference.gone().forEach(line -> assertTrue(made.remove(line), "was there: " + line));
        made.addAll(difference.come());
        List<LunLines.Line> expected = new ArrayList<>(now.lines());
        expected.forEach(line -> assertTrue(made.remove(line), () -> before.text() + "->" + now.text()));
        assertEquals(List.of(), made);
    }
}
