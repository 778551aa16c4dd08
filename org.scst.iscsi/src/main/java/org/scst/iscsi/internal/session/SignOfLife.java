package org.scst.iscsi.internal.session;

/**
 * How a session stands with its NOP-Ins when a revision of the driver leaves it to the next.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param silentNanos time since bytes last came
 * @param askedNanos time since a NOP-In has asked for a sign of life, or {@link #NOT_ASKED}
 * @param nextTag of the next NOP-In, before it is cut to 31 bits
 */
record SignOfLife(long silentNanos, long askedNanos, int nextTag) {
    static final long NOT_ASKED = -1;
}
