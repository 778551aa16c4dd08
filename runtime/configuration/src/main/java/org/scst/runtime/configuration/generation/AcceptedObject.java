package org.scst.runtime.configuration.generation;

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
 * @param properties as they are written
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
        properties = Map.copyOf(properties);
    }

    int line(String key) {
        return text.map(t -> t.line(key)).orElse(0);
    }
}
