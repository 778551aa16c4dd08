package org.scst.core.target;

/**
 * Something in a driver's configuration that could not be brought into force.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param target id of the target's file, or the empty string for the driver's own file
 * @param key the property, or the empty string
 * @param cause what is wrong, in one sentence
 * @param cure what to do about it, in one sentence
 */
public record DriverProblem(String target, String key, String cause, String cure) {}
