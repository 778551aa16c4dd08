package org.scst.core.admin;

import org.osgi.annotation.versioning.ProviderType;

/** Counters since creation; they only grow. */
@ProviderType
public interface Statistics {

    /** Commands ended. */
    long commands();

    /** Commands that read the medium. */
    long reads();

    /** Commands that wrote the medium. */
    long writes();

    /** Bytes sent to initiators. */
    long readBytes();

    /** Bytes received from initiators. */
    long writtenBytes();

    /** Commands that ended with CHECK CONDITION. */
    long checkConditions();

    /** Latency from receipt to answer at this quantile (0.0 to 1.0), microseconds, -1 when nothing was measured. */
    double latencyMicros(double quantile);

    /**
     * Latency table: stage, size class, upper bound of the bucket in microseconds, count; only counts above zero.
     */
    java.util.List<LatencyBucket> latencies();

    /**
     * One counted bucket.
     *
     * @param stage name of the command state the time was spent in
     * @param sizeClass smallest transfer length of the class in bytes
     * @param upperMicros upper bound of the bucket in microseconds
     * @param count commands
     */
    record LatencyBucket(String stage, long sizeClass, double upperMicros, long count) {}
}
