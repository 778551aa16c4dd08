package org.scst.core.target;

/**
 * One step on the way of an initiator to a target, as its driver sees it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param question what was looked at
 * @param passed whether the answer is yes
 * @param answer what was found
 * @param cure what to do; empty when passed
 */
public record LoginStep(String question, boolean passed, String answer, String cure) {}
