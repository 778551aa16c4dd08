package org.scst.runtime.console.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rows under named columns: aligned text for people, a list of objects for programs. Numbers stand right, text left.
 *
 * <p><i>Threading:</i> confined to the command that fills it.
 */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> titles = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<List<Object>> rows = new ArrayList<>();

    /** Adds a column: its title, and its key in JSON. */
    public Table column(String title, String key) {
        titles.add(title);
        keys.add(key);
        return this;
    }

    /** Adds a row: strings, numbers, booleans, {@link Bytes}, or null for nothing. */
    public void row(Object... cells) {
        if (cells.length != keys.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + keys.size() + " columns");
        }
        List<Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell);
        }
        rows.add(row);
    }

    /** Whether there is no row. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The rows as JSON values. */
    public List<Map<String, Object>> json() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (List<Object> row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                object.put(keys.get(i), row.get(i) instanceof Bytes bytes ? (Object) bytes.count() : row.get(i));
            }
            list.add(object);
        }
        return list;
    }

    /** The rows as lines of text, or the given sentence when there are none. */
    public String text(String whenEmpty) {
        if (rows.isEmpty()) {
            return whenEmpty + "\n";
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(titles);
        rows.forEach(row -> lines.add(row.stream().map(Table::shown).toList()));
        int[] widths = new int[keys.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(aligned(line, widths)).append('\n'));
        return text.toString();
    }

    private String aligned(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - width(line.get(i)));
            text.append(isNumeric(i) ? blanks + line.get(i) : line.get(i) + blanks)
                    .append(GAP);
        }
        return text.toString().stripTrailing();
    }

    private boolean isNumeric(int column) {
        return rows.stream()
                .map(row -> row.get(column))
                .filter(Objects::nonNull)
                .limit(1)
                .anyMatch(first -> first instanceof Number || first instanceof Bytes);
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String shown(Object cell) {
        if (cell == null || cell.equals("")) {
            return "-";
        }
        if (cell instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        return Plain.of(cell.toString());
    }
}
