package org.scst.runtime.configuration.generation;

import java.util.List;
import java.util.SortedMap;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.Finding;

/**
 * What the files say, taken together.
 *
 * <p><i>Threading:</i> not changed after its construction.
 *
 * @param objects those that count
 * @param findings what was found, by file
 */
record Evaluation(SortedMap<ObjectName, AcceptedObject> objects, SortedMap<String, List<Finding>> findings) {

    boolean isBlocked(String file) {
        return findings.getOrDefault(file, List.of()).stream().anyMatch(Finding::blocking);
    }
}
