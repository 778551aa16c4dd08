package org.scst.iscsi.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about published defects names tests that there are, and every defect that a test names. */
class DefectsPageTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PAGE = PROJECT.resolve("runtime/docs/defects.md");
    private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d+");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    /** Sources of test classes, by name of the class; of one name there may be several. */
    private final Map<String, String> tests = new HashMap<>();

    private final Map<String, String> rows = new HashMap<>();

    DefectsPageTest() throws IOException {
        for (String room : List.of("", "runtime")) {
            try (Stream<Path> modules = Files.list(PROJECT.resolve(room))) {
                for (Path module : modules.toList()) {
                    read(module.resolve("src/test/java"));
                }
            }
        }
        boolean ofDefects = false;
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|");
            boolean heading = cells.length == 4 && cells[1].equals(" defect ");
            ofDefects = heading || ofDefects && line.startsWith("|");
            if (ofDefects && !heading && !cells[1].startsWith("-")) {
                rows.put(cells[1].strip(), cells[3]);
            }
        }
    }

    private void read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                tests.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
    }

    @Test
    void shouldNameTestsThatNameTheDefect() {
        List<String> missing = new ArrayList<>();
        rows.forEach((defect, cell) -> {
            Matcher named = TEST.matcher(cell);
            while (named.find()) {
                if (!tests.getOrDefault(named.group(1), "").contains(defect)) {
                    missing.add(defect + " in " + named.group(1));
                }
            }
        });
        assertEquals(List.of(), missing);
        assertTrue(rows.size() >= 35, () -> "rows: " + rows.keySet());
    }

    @Test
    void shouldSayWhyWhereThereIsNoTest() {
        rows.forEach((defect, cell) ->
                assertTrue(TEST.matcher(cell).find() || cell.contains("does not apply: "), () -> defect + ":" + cell));
    }

    @Test
    void shouldHaveARowForEveryDefectThatATestNames() {
        Set<String> missing = new TreeSet<>();
        tests.values()
                .forEach(source -> CVE.matcher(source)
                        .results()
                        .map(match -> match.group())
                        .filter(defect -> !rows.containsKey(defect))
                        .forEach(missing::add));
        assertEquals(Set.of(), missing);
    }
}
