package org.scst.core.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page for operators says what the constants say. */
class EventsPageTest {
    private static final Path PAGE = Path.of("../runtime/docs/events.md");

    /** Rows of the table below a heading, as lists of cells. */
    private static List<List<String>> table(String heading) throws IOException {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf("\n## " + heading + "\n"));
        int end = section.indexOf("\n## ", 1);
        return section.substring(0, end < 0 ? section.length() : end)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.split("\\|"))
                        .map(String::trim)
                        .skip(1)
                        .toList())
                .toList();
    }

    @Test
    void shouldListEveryTopicWithSeverityAndProperties() throws IOException {
        List<String> constants = Arrays.stream(EventKind.values())
                .map(kind -> "`" + kind.topic() + "` "
                        + kind.severity().name().toLowerCase(Locale.ROOT)
                        + " "
                        + kind.properties().stream()
                                .map(property -> "`" + property.name() + "`")
                                .collect(Collectors.joining(", ")))
                .toList();
        List<String> page = table("Topics").stream()
                .map(row -> row.get(0) + " " + row.get(1) + " " + (row.size() > 3 ? row.get(3) : ""))
                .toList();
        assertEquals(constants, page);
    }

    @Test
    void shouldListEveryPropertyWithTypeAndMeaning() throws IOException, IllegalAccessException {
        List<String> constants = new ArrayList<>();
        for (Field field : EventProperty.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof EventProperty property) {
                constants.add(
                        "`" + property.name() + "` " + property.type().getSimpleName() + " " + property.meaning());
            }
        }
        assertEquals(
                constants,
                table("Properties").stream().map(row -> String.join(" ", row)).toList());
    }
}
