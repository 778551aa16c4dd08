package org.scst.runtime.console.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.testkit.Trials;

class JsonTest {

    @Test
    void shouldWriteEveryKindOfValue() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "x");
        map.put("number", 12L);
        map.put("fraction", 1.5);
        map.put("flag", true);
        map.put("nothing", null);
        map.put("size", new Bytes(4096));
        map.put("list", Arrays.asList(1, null));
        map.put("empty", List.of());
        map.put("object", Map.of());
        assertEquals("""
                {
                  "text": "x",
                  "number": 12,
                  "fraction": 1.5,
                  "flag": true,
                  "nothing": null,
                  "size": 4096,
                  "list": [
                    1,
                    null
                  ],
                  "empty": [],
                  "object": {}
                }
                """, Json.of(map));
    }

    @Test
    void shouldEscapeWhatWouldBreakADocumentOrATerminal() {
        assertEquals(
                "\"\\\"\\\\\\n\\r\\t\\u0000\\u001b\\u007f\\u009b\\u2028\\u202e\\u00e4\\ud83d\\ude00\"\n",
                Json.of("\"\\\n\r\t\0\u001b\u007f\u009b\u2028\u202eä😀"));
    }

    @Test
    void shouldWriteNullForWhatJsonCannotSay() {
        assertEquals("null\n", Json.of(Double.NaN));
        assertEquals("null\n", Json.of(Float.POSITIVE_INFINITY));
    }

    @Test
    void shouldRefuseAValueItDoesNotKnow() {
        assertThrows(IllegalArgumentException.class, () -> Json.of(new Object()));
    }

    @Test
    void shouldGiveBackAnyStringWhenItIsRead() {
        Trials.each(1000, values -> {
            String string = values.text();
            String document = Json.of(string).strip();
            assertTrue(document.chars().allMatch(c -> c >= 0x20 && c < 0x7F));
            assertEquals(string, read(document));
        });
    }

    /** Reads a JSON string by the rules of RFC 8259, 7. */
    private static String read(String document) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < document.length() - 1; i++) {
            char c = document.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char kind = document.charAt(++i);
            switch (kind) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(document.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> text.append(kind);
            }
        }
        return text.toString();
    }
}
