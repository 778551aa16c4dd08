package org.scst.core.internal.statistics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.admin.Statistics;

/**
 * Counters, and latencies by stage and size class: one array each, made when the first command falls into it, for most devices
 * see few of them.
 *
 * <p><i>Threading:</i> written by one thread (the nexus's executor), readable on any: each cell is opaque, so a reader sees
 * whole numbers, if not all of one moment.
 */
public final class CommandStatistics implements Statistics {
    /** Stages whose duration is counted; the time between entering and leaving. */
    public enum Stage {
        /** Waiting for buffer, data, order or fence. */
        WAITING,
        /** In the handler's hands. */
        PROCESSING,
        /** From receipt to the response handed to the driver. */
        TOTAL,
        /** From the response handed to the driver until it has left. */
        DELIVERY
    }

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle HISTOGRAMS = MethodHandles.arrayElementVarHandle(long[][].class);
    private static final long[] NONE = {};
    private static final int SIZE_CLASSES = 13;
    private static final int BUCKETS = 64;
    private static final int STAGES = Stage.values().length;
    private static final int COMMANDS = 0;
    private static final int READS = 1;
    private static final int WRITES = 2;
    private static final int READ_BYTES = 3;
    private static final int WRITTEN_BYTES = 4;
    private static final int CHECK_CONDITIONS = 5;
    private static final int COUNTERS = 6;

    private final long[] counters = new long[COUNTERS];
    private final long[][] histograms = new long[STAGES * SIZE_CLASSES][];

    private static void increase(long[] cells, int cell, long by) {
        CELLS.setOpaque(cells, cell, cells[cell] + by);
    }

    private void increase(int counter, long by) {
        increase(counters, counter, by);
    }

    private static long value(long[] cells, int cell) {
        return (long) CELLS.getOpaque(cells, cell);
    }

    private long value(int counter) {
        return value(counters, counter);
    }

    /** For the writer. */
    private long[] histogram(int index) {
        long[] histogram = histograms[index];
        if (histogram == null) {
            histogram = new long[BUCKETS];
            HISTOGRAMS.setRelease(histograms, index, histogram);
        }
        return histogram;
    }

    /** For readers: empty when nothing was counted. */
    private long[] counted(int index) {
        long[] histogram = (long[]) HISTOGRAMS.getAcquire(histograms, index);
        return histogram == null ? NONE : histogram;
    }

    /** A command has ended. */
    public void commandEnded(boolean checkCondition) {
        increase(COMMANDS, 1);
        if (checkCondition) {
            increase(CHECK_CONDITIONS, 1);
        }
    }

    /** A command brought data to the initiator. */
    public void read(long bytes) {
        increase(READS, 1);
        increase(READ_BYTES, bytes);
    }

    /** A command brought data from the initiator. */
    public void written(long bytes) {
        increase(WRITES, 1);
        increase(WRITTEN_BYTES, bytes);
    }

    /** A command of {@code bytes} spent {@code nanos} in a stage. */
    public void spent(Stage stage, long bytes, long nanos) {
        increase(histogram(index(stage, sizeClass(bytes))), bucket(nanos), 1);
    }

    private static int index(Stage stage, int sizeClass) {
        return stage.ordinal() * SIZE_CLASSES + sizeClass;
    }

    /** 0 without data, then 512 bytes and its doubles; the last takes everything from 1 MiB on. */
    static int sizeClass(long bytes) {
        if (bytes <= 0) {
            return 0;
        }
        int log = 63 - Long.numberOfLeadingZeros(bytes);
        return Math.clamp(log - 8, 1, SIZE_CLASSES - 1);
    }

    /** Two buckets for each doubling, from half a microsecond on. */
    static int bucket(long nanos) {
        long units = Math.max(nanos, 0) >> 9;
        if (units == 0) {
            return 0;
        }
        int log = 63 - Long.numberOfLeadingZeros(units);
        int half = log == 0 ? 0 : (int) (units >> log - 1) & 1;
        return Math.min(1 + 2 * log + half, BUCKETS - 1);
    }

    /** Upper bound of a bucket in microseconds. */
    static double upperMicros(int bucket) {
        if (bucket == 0) {
            return 0.512;
        }
        int log = (bucket - 1) / 2;
        boolean half = (bucket - 1) % 2 == 1;
        double units = (1L << log) * (half ? 2.0 : 1.5);
        return (log == 0 ? 2.0 : units) * 0.512;
    }

    /** Adds another's counts to these; the caller is this object's only writer. */
    public void add(CommandStatistics other) {
        for (int counter = 0; counter < COUNTERS; counter++) {
            increase(counter, other.value(counter));
        }
        for (int index = 0; index < histograms.length; index++) {
            long[] more = other.counted(index);
            for (int bucket = 0; bucket < more.length; bucket++) {
                increase(histogram(index), bucket, value(more, bucket));
            }
        }
    }

    @Override
    public long commands() {
        return value(COMMANDS);
    }

    @Override
    public long reads() {
        return value(READS);
    }

    @Override
    public long writes() {
        return value(WRITES);
    }

    @Override
    public long readBytes() {
        return value(READ_BYTES);
    }

    @Override
    public long writtenBytes() {
        return value(WRITTEN_BYTES);
    }

    @Override
    public long checkConditions() {
        return value(CHECK_CONDITIONS);
    }

    @Override
    public double latencyMicros(double quantile) {
        long[] counts = new long[BUCKETS];
        long all = 0;
        for (int size = 0; size < SIZE_CLASSES; size++) {
            long[] histogram = counted(index(Stage.TOTAL, size));
            for (int bucket = 0; bucket < histogram.length; bucket++) {
                long count = value(histogram, bucket);
                counts[bucket] += count;
                all += count;
            }
        }
        long wanted = (long) Math.ceil(all * quantile);
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS && all > 0; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted && seen > 0) {
                return upperMicros(bucket);
            }
        }
        return -1;
    }

    @Override
    public List<LatencyBucket> latencies() {
        List<LatencyBucket> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            for (int size = 0; size < SIZE_CLASSES; size++) {
                collect(stage, size, all);
            }
        }
        return all;
    }

    private void collect(Stage stage, int size, List<LatencyBucket> all) {
        long smallest = size == 0 ? 0 : 1L << size + 8;
        long[] histogram = counted(index(stage, size));
        for (int bucket = 0; bucket < histogram.length; bucket++) {
            long count = value(histogram, bucket);
            if (count > 0) {
                all.add(new LatencyBucket(
                        stage.name().toLowerCase(java.util.Locale.ROOT), smallest, upperMicros(bucket), count));
            }
        }
    }
}
