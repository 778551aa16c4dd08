package org.scst.core.scsi;

/**
 * Which way a command's data moves, seen from the application client.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum DataDirection {
    /** No data. */
    NONE,
    /** Data-In: from the device server to the application client. */
    FROM_DEVICE,
    /** Data-Out: from the application client to the device server. */
    TO_DEVICE,
    /** Data-Out first, then Data-In. */
    BIDIRECTIONAL
}
