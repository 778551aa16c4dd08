package org.scst.runtime.deployment;

import java.util.List;

/**
 * What a deployment would do.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param bundle symbolic name
 * @param from version in force, or the empty string when the bundle is new
 * @param to version of the jar
 * @param unchanged whether the very same jar is in force already
 * @param restarts symbolic names of what is restarted beside it, sorted
 */
public record DeploymentPlan(String bundle, String from, String to, boolean unchanged, List<String> restarts) {
    /** A plan of its own. */
    public DeploymentPlan {
        restarts = List.copyOf(restarts);
    }
}
