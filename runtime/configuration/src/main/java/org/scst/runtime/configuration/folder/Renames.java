package org.scst.runtime.configuration.folder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scst.runtime.configuration.ObjectName;

/**
 * Finds files that have another name, by their content alone: for two states that nobody watched in between.
 *
 * <p><i>Threading:</i> pure functions.
 */
public final class Renames {
    private Renames() {}

    /** New names by former ones; where several are alike nobody can tell, and none is found. */
    public static Map<String, String> between(Map<String, byte[]> before, Map<String, byte[]> after) {
        Map<String, List<String>> gone = without(before, after.keySet());
        Map<String, List<String>> come = without(after, before.keySet());
        Map<String, String> renames = new HashMap<>();
        gone.forEach((content, former) -> {
            List<String> successors = come.getOrDefault(content, List.of());
            if (former.size() == 1 && successors.size() == 1) {
                renames.put(former.getFirst(), successors.getFirst());
            }
        });
        return renames;
    }

    private static Map<String, List<String>> without(Map<String, byte[]> files, Set<String> others) {
        Map<String, List<String>> byContent = new HashMap<>();
        files.forEach((file, content) -> {
            if (!others.contains(file)) {
                String pid = ObjectName.ofFile(file).map(ObjectName::pid).orElse("");
                String key = pid + "\n" + new String(content, StandardCharsets.ISO_8859_1);
                byContent.computeIfAbsent(key, k -> new ArrayList<>()).add(file);
            }
        });
        return byContent;
    }
}
