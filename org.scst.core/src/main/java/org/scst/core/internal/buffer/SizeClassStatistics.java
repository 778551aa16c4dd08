package org.scst.core.internal.buffer;

/**
 * Figures of all buffers of one size.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param bytes size of each
 * @param hits grants from a slot's own cache
 * @param misses other grants
 * @param granted buffers that are out now
 * @param peak most buffers that were seen out at the same time, looked at whenever a cache had none
 */
public record SizeClassStatistics(int bytes, long hits, long misses, long granted, long peak) {

    /** Grants in all. */
    public long grants() {
        return hits + misses;
    }

    /** Bytes that are out now. */
    public long grantedBytes() {
        return granted * bytes;
    }

    /** Most bytes that were seen out at the same time. */
    public long peakBytes() {
        return peak * bytes;
    }
}
