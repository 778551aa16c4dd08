package org.scst.runtime.configuration.generation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.ConfigurationText;

/**
 * One object as the last good version of its file defines it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name its name
 * @param file its file
 * @param properties as they are written, in their order
 * @param described whether they were checked against a description
 * @param formerName what it was called before its file was renamed
 * @param text where the lines stand; empty when the object was found in Config Admin
 */
record AcceptedObject(
        ObjectName name,
        String file,
        Map<String, String> properties,
        boolean described,
        Optional<String> formerName,
        Optional<ConfigurationText> text) {

    AcceptedObject {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    int line(String key) {
        return text.map(t -> t.line(key)).orElse(0);
    }

    /** The line of each key. */
    Map<String, Integer> lines() {
        return text.map(ConfigurationText::lines).orElse(Map.of());
    }
}
