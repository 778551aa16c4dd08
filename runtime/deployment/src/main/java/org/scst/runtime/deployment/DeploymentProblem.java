package org.scst.runtime.deployment;

/**
 * Why a jar in {@code load/} is not in force.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param file the jar
 * @param bundle symbolic name, or the empty string when it cannot be known
 * @param cause one sentence
 * @param cure one sentence
 */
public record DeploymentProblem(String file, String bundle, String cause, String cure) {}
