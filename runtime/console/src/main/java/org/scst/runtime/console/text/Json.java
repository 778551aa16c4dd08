package org.scst.runtime.console.text;

import java.util.Iterator;
import java.util.Map;

/**
 * Writes JSON (RFC 8259) from maps, iterables, strings, numbers, booleans and null; everything that is not plainly visible in a
 * string is escaped, so that a document can be shown on a terminal.
 *
 * <p><i>Threading:</i> pure functions.
 */
public final class Json {
    private static final String INDENT = "  ";

    private Json() {}

    /** The document, with line breaks, ended by one. */
    public static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, "");
        return text.append('\n').toString();
    }

    /** The document on one line, ended by a line break, for programs that read one after the other. */
    public static String line(Object value) {
        // No string holds a line break or needs its indentation: both are escaped.
        return of(value).strip().replaceAll("\n *", "") + '\n';
    }

    private static void write(StringBuilder text, Object value, String indent) {
        switch (value) {
            case null -> text.append("null");
            case String string -> quote(text, string);
            case Boolean flag -> text.append(flag);
            case Double number -> text.append(Double.isFinite(number) ? number.toString() : "null");
            case Float number -> text.append(Float.isFinite(number) ? number.toString() : "null");
            case Number number -> text.append(number);
            case Bytes bytes -> text.append(bytes.count());
            case Map<?, ?> map -> object(text, map, indent);
            case Iterable<?> list -> array(text, list, indent);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void object(StringBuilder text, Map<?, ?> map, String indent) {
        String inner = indent + INDENT;
        String separator = "{\n";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator).append(inner);
            quote(text, String.valueOf(entry.getKey()));
            text.append(": ");
            write(text, entry.getValue(), inner);
            separator = ",\n";
        }
        text.append(map.isEmpty() ? "{}" : "\n" + indent + "}");
    }

    private static void array(StringBuilder text, Iterable<?> list, String indent) {
        String inner = indent + INDENT;
        Iterator<?> values = list.iterator();
        if (!values.hasNext()) {
            text.append("[]");
            return;
        }
        String separator = "[\n";
        while (values.hasNext()) {
            text.append(separator).append(inner);
            write(text, values.next(), inner);
            separator = ",\n";
        }
        text.append('\n').append(indent).append(']');
    }

    private static void quote(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c >= 0x20 && c < 0x7F) {
                        text.append(c);
                    } else {
                        text.append(String.format("\\u%04x", (int) c));
                    }
                }
            }
        }
        text.append('"');
    }
}
