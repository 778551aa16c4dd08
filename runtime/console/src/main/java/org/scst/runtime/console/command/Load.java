package org.scst.runtime.console.command;

import java.util.Map;
import java.util.TreeMap;
import org.scst.core.admin.Statistics;

/**
 * What something did up to one moment; the difference of two is what it did between them.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param reads commands that read the medium
 * @param writes commands that wrote the medium
 * @param readBytes sent to initiators
 * @param writtenBytes received from initiators
 * @param latencies commands by upper bound of their latency in microseconds
 */
record Load(long reads, long writes, long readBytes, long writtenBytes, Map<Double, Long> latencies) {
    /** Nothing. */
    static final Load NONE = new Load(0, 0, 0, 0, Map.of());

    private static final String WHOLE_WAY = "total";

    static Load of(Statistics statistics) {
        Map<Double, Long> latencies = new TreeMap<>();
        statistics.latencies().stream()
                .filter(bucket -> bucket.stage().equals(WHOLE_WAY))
                .forEach(bucket -> latencies.merge(bucket.upperMicros(), bucket.count(), Long::sum));
        return new Load(
                statistics.reads(), statistics.writes(), statistics.readBytes(), statistics.writtenBytes(), latencies);
    }

    /** Both together. */
    Load plus(Load other) {
        return combined(other, 1);
    }

    /** What came since an earlier moment; counters of something that was made anew meanwhile begin at zero. */
    Load since(Load earlier) {
        boolean anew = earlier.reads > reads || earlier.writes > writes;
        return anew ? this : combined(earlier, -1);
    }

    /** Latency at this quantile, null when nothing ended. */
    Double latencyMicros(double quantile) {
        long all = latencies.values().stream().mapToLong(Long::longValue).sum();
        long wanted = Math.max(1, (long) Math.ceil(all * quantile));
        long seen = 0;
        for (Map.Entry<Double, Long> bucket : latencies.entrySet()) {
            seen += bucket.getValue();
            if (seen >= wanted) {
                return bucket.getKey();
            }
        }
        return null;
    }

    private Load combined(Load other, int sign) {
        Map<Double, Long> sum = new TreeMap<>(latencies);
        other.latencies.forEach((upper, count) -> sum.merge(upper, sign * count, Long::sum));
        return new Load(
                reads + sign * other.reads,
                writes + sign * other.writes,
                readBytes + sign * other.readBytes,
                writtenBytes + sign * other.writtenBytes,
                sum);
    }
}
