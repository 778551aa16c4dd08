package org.scst.core.admin;

/**
 * Why some configured thing is not in force.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param pid of the configuration object, for example {@code org.scst.vdisk}
 * @param name its instance name, or the empty string
 * @param key the property, or the empty string
 * @param cause one sentence
 * @param cure one sentence
 */
public record Problem(String pid, String name, String key, String cause, String cure) {}
