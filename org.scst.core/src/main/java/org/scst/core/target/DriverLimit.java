package org.scst.core.target;

/**
 * A limit by which a driver bounds what initiators and strangers may take, at one moment.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param property that sets it, as it stands in a file
 * @param unit of the next two
 * @param inUse now, 0 or more; {@link #UNKNOWN} where nothing is held, or nobody counts it
 * @param most what may be in use; {@link #UNKNOWN} where each target has its own
 * @param exceeded how often a connection was turned away or ended by it, since the driver was started
 */
public record DriverLimit(String property, Unit unit, long inUse, long most, long exceeded) {
    /** In the place of a number that there is not. */
    public static final long UNKNOWN = -1;

    /** What is counted. */
    public enum Unit {
        BYTES,
        CONNECTIONS,
        SESSIONS,
        SECONDS,
        PER_SECOND
    }
}
