package org.scst.core.scsi;

import java.util.Objects;

/**
 * The segment of an EXTENDED COPY that has not ended well, and what its copy source or copy destination has reported, if that was it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param number of its segment descriptor, from 0
 * @param atSource whether the copy source has reported it, else the copy destination
 * @param status of what did not end there; {@code null} when neither has reported anything
 * @param sense that came with it; {@code null} without
 */
public record FailedSegment(int number, boolean atSource, Status status, Sense sense) {

    /** Checks ranges, and that nothing is forwarded twice. */
    public FailedSegment {
        Objects.checkIndex(number, 0x10000);
        if (sense != null && (status == null || sense.failedSegment() != null)) {
            throw new IllegalArgumentException("sense data without a status, or itself forwarded");
        }
    }

    /** Neither copy source nor copy destination has reported anything. */
    public static FailedSegment ofCopyManager(int number) {
        return new FailedSegment(number, false, null, null);
    }
}
