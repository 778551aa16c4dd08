package org.scst.core.admin;

import java.util.List;

/**
 * The way of an initiator to a target's logical units, step by step.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param steps in order; after the first that fails nothing follows, but each mapped LUN is looked at
 */
public record Diagnosis(List<Step> steps) {

    /** Copies its arguments. */
    public Diagnosis {
        steps = List.copyOf(steps);
    }

    /** Whether every step is passed. */
    public boolean passed() {
        return steps.stream().allMatch(Step::passed);
    }

    /**
     * One step.
     *
     * @param question what was looked at
     * @param passed whether the answer is yes
     * @param answer what was found
     * @param cure what to do; empty when passed
     */
    public record Step(String question, boolean passed, String answer, String cure) {}
}
