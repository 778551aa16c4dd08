package org.scst.runtime.console.command;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a command has to say.
 *
 * <p><i>Threading:</i> immutable, as far as its JSON value is.
 *
 * @param status how it ended
 * @param text for people
 * @param json for programs: maps, lists, strings, numbers, booleans; null for nothing
 */
public record Answer(ExitStatus status, String text, Object json) {

    /** Done. */
    static Answer done(String text, Object json) {
        return new Answer(ExitStatus.DONE, text, json);
    }

    /** Everything was said while the command ran. */
    static Answer nothingMore() {
        return new Answer(ExitStatus.DONE, "", null);
    }

    /** Whether there is nothing to write. */
    boolean isEmpty() {
        return json == null && text.isEmpty();
    }

    /** A JSON object with its keys in this order. */
    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
