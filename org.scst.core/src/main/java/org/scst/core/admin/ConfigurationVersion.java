package org.scst.core.admin;

import java.time.Instant;
import java.util.Map;

/**
 * One change of the configuration files as the history knows it: everything that came into force together.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param number counts up from 1, never used twice
 * @param time when it was recorded
 * @param origin who made it, a few words
 * @param files what happened to each file, by the file's name
 */
public record ConfigurationVersion(long number, Instant time, String origin, Map<String, Kind> files) {

    /** Copies its arguments. */
    public ConfigurationVersion {
        files = Map.copyOf(files);
    }

    /** What happened to a file. */
    public enum Kind {
        /** It was not there before. */
        CREATED,
        /** Its content differs. */
        CHANGED,
        /** It is not there any more. */
        REMOVED
    }
}
