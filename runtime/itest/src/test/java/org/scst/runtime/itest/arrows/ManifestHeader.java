package org.scst.runtime.itest.arrows;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the clauses of an OSGi manifest header (Core 3.2.3): {@code a;b;x="1,2",c}, where commas and semicolons in
 * quotes separate nothing.
 *
 * <p><i>Threading:</i> no state.
 */
final class ManifestHeader {
    private ManifestHeader() {}

    /** The names of all clauses, without their attributes and directives; none for a header that is absent. */
    static List<String> names(String header) {
        List<String> names = new ArrayList<>();
        if (header == null) {
            return names;
        }
        for (String clause : header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
            for (String part : clause.split(";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
                if (!part.contains("=")) {
                    names.add(part.strip());
                }
            }
        }
        return names;
    }
}
