package org.scst.runtime.deployment;

import java.time.Duration;

/**
 * How a deployment ended.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param bundle symbolic name, or the jar's path when it has none
 * @param from version that was in force before, or the empty string
 * @param to version of the jar, or the empty string
 * @param outcome how it ended
 * @param cause why it was refused or taken back, or the empty string
 * @param cure what helps, or the empty string
 * @param took from the order to the end
 */
public record DeploymentReport(
        String bundle, String from, String to, Outcome outcome, String cause, String cure, Duration took) {

    /** How a deployment ends. */
    public enum Outcome {
        /** The jar is in force and serves. */
        DEPLOYED,
        /** The very same jar was in force already; nothing was touched. */
        UNCHANGED,
        /** The jar was refused; nothing was touched. */
        REFUSED,
        /** The jar did not serve; the one before is in force again and serves. */
        ROLLED_BACK,
        /** The jar did not serve, and neither does the one before; or a file could not be written or read meanwhile. */
        FAILED
    }
}
