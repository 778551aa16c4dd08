package org.scst.core.admin;

import java.util.List;

/**
 * What became of a generation.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param generation its number
 * @param problems what could not be applied; everything else is in force
 */
public record GenerationReport(long generation, List<Problem> problems) {

    /** Copies its arguments. */
    public GenerationReport {
        problems = List.copyOf(problems);
    }
}
