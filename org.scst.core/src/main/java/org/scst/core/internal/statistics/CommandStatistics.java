package org.scst.core.internal.statistics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.scst.core.admin.Statistics;

/**
 * Counters, and latencies by stage and size class: a {@link CountTable} for each size class, made when the first command falls
 * into it, for most I_T_L nexuses see one or two of them.
 *
 * <p><i>Threading:</i> written by one thread (the nexus's executor), readable on any: a reader sees whole numbers, if not all of
 * one moment.
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

    private static final int SIZE_CLASSES = 13;
    private static final int BUCKETS = 64;
    private static final List<Stage> STAGES = List.of(Stage.values());
    private static final long[][] NONE = {};
    private static final long[] NO_BASES = {};
    private static final VarHandle FIRST;
    private static final VarHandle FURTHER;
    private static final VarHandle BASES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            FIRST = lookup.findVarHandle(CommandStatistics.class, "first", long[].class);
            FURTHER = lookup.findVarHandle(CommandStatistics.class, "further", long[][].class);
            BASES = lookup.findVarHandle(CommandStatistics.class, "bases", long[][].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Of the size class with data that was met first: as a rule the only one, so found without a search. The very first command
     * of a nexus moves none, for it reports a unit attention condition; so that class gives way.
     */
    private long[] first;

    private long[][] further = NONE;
    /** By size class, as far as any count of it has reached one; each as long as the longest duration needs. */
    private long[][] bases = NONE;

    // For the writer

    /**
     * A command has ended that moved {@code bytes}.
     *
     * @param nanos from its receipt
     */
    public void ended(long bytes, long nanos, boolean checkCondition) {
        long[] table = table(bytes);
        count(table, CountTable.cell(bucket(nanos), Stage.TOTAL.ordinal()), 1);
        if (checkCondition) {
            CountTable.increase(table, CountTable.CHECK_CONDITIONS, 1);
        }
    }

    /** A command brought data to the initiator. */
    public void read(long bytes) {
        long[] table = table(bytes);
        CountTable.increase(table, CountTable.READS, 1);
        CountTable.increase(table, CountTable.READ_BYTES, bytes);
    }

    /** A command brought data from the initiator. */
    public void written(long bytes) {
        long[] table = table(bytes);
        CountTable.increase(table, CountTable.WRITES, 1);
        CountTable.increase(table, CountTable.WRITTEN_BYTES, bytes);
    }

    /** A command of {@code bytes} spent {@code nanos} in a stage, as which {@link #ended} counts the total. */
    public void spent(Stage stage, long bytes, long nanos) {
        count(table(bytes), CountTable.cell(bucket(nanos), stage.ordinal()), 1);
    }

    /** Reads what the next command is counted in; the result means nothing. */
    public int glance() {
        long[] table = first;
        return table == null ? 0 : CountTable.glance(table);
    }

    private long[] table(long bytes) {
        int sizeClass = sizeClass(bytes);
        long[] table = first;
        return table != null && CountTable.sizeClass(table) == sizeClass ? table : another(sizeClass);
    }

    private long[] another(int sizeClass) {
        for (long[] table : further) {
            if (CountTable.sizeClass(table) == sizeClass) {
                return table;
            }
        }
        long[] table = CountTable.of(sizeClass);
        boolean givesWay = first != null && CountTable.sizeClass(first) == 0;
        if (first != null) {
            long[][] more = Arrays.copyOf(further, further.length + 1);
            more[further.length] = givesWay ? first : table;
            FURTHER.setRelease(this, more);
        }
        if (first == null || givesWay) {
            FIRST.setRelease(this, table);
        }
        return table;
    }

    private void count(long[] table, int cell, long by) {
        int before = CountTable.low(table, cell);
        if (by < CountTable.STEP - before % CountTable.STEP) {
            CountTable.low(table, cell, before + (int) by);
            return;
        }
        long count = value(table, cell) + by;
        CountTable.low(table, cell, (int) count);
        base(CountTable.sizeClass(table), cell, count - count % CountTable.STEP);
    }

    private void base(int sizeClass, int cell, long base) {
        if (bases.length == 0) {
            long[][] none = new long[SIZE_CLASSES][];
            Arrays.fill(none, NO_BASES);
            BASES.setRelease(this, none);
        }
        long[] kept = bases[sizeClass];
        if (cell < kept.length) {
            CountTable.increase(kept, cell, base - kept[cell]);
            return;
        }
        long[][] changed = bases.clone();
        changed[sizeClass] = Arrays.copyOf(kept, cell + 1);
        changed[sizeClass][cell] = base;
        BASES.setRelease(this, changed);
    }

    /** Adds another's counts to these; the caller is this object's only writer. */
    public void add(CommandStatistics other) {
        for (long[] more : other.tables()) {
            long[] table = table(smallest(CountTable.sizeClass(more)));
            for (int word = CountTable.READS; word <= CountTable.WRITTEN_BYTES; word++) {
                CountTable.increase(table, word, CountTable.value(more, word));
            }
            CountTable.increase(
                    table, CountTable.CHECK_CONDITIONS, CountTable.value(more, CountTable.CHECK_CONDITIONS));
            for (int cell = 0; cell < CountTable.CELLS; cell++) {
                long count = other.value(more, cell);
                if (count > 0) {
                    count(table, cell, count);
                }
            }
        }
    }

    /** 0 without data, then 512 bytes and its doubles; the last takes everything from 1 MiB on. */
    static int sizeClass(long bytes) {
        if (bytes <= 0) {
            return 0;
        }
        int log = 63 - Long.numberOfLeadingZeros(bytes);
        return Math.clamp(log - 8, 1, SIZE_CLASSES - 1);
    }

    private static long smallest(int sizeClass) {
        return sizeClass == 0 ? 0 : 1L << sizeClass + 8;
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

    // For readers

    /** All tables, by ascending size class. */
    private List<long[]> tables() {
        List<long[]> all = new ArrayList<>();
        long[] one = (long[]) FIRST.getAcquire(this);
        if (one != null) {
            all.add(one);
        }
        for (long[] table : (long[][]) FURTHER.getAcquire(this)) {
            // The same one again: it has given way since.
            if (table != one) {
                all.add(table);
            }
        }
        all.sort((a, b) -> CountTable.sizeClass(a) - CountTable.sizeClass(b));
        return all;
    }

    /** A count: the low bits over the base, which was looked at before and after, for the writer does not wait. */
    private long value(long[] table, int cell) {
        int sizeClass = CountTable.sizeClass(table);
        long base = baseOf(sizeClass, cell);
        while (true) {
            int low = CountTable.low(table, cell);
            long again = baseOf(sizeClass, cell);
            if (again == base) {
                return base + (low - base & 0xFF);
            }
            base = again;
        }
    }

    private long baseOf(int sizeClass, int cell) {
        long[][] all = (long[][]) BASES.getAcquire(this);
        return all.length == 0 || cell >= all[sizeClass].length ? 0 : CountTable.value(all[sizeClass], cell);
    }

    private long sum(int word) {
        return tables().stream()
                .mapToLong(table -> CountTable.value(table, word))
                .sum();
    }

    /** How many stayed in a bucket of a stage. */
    private long count(long[] table, Stage stage, int bucket) {
        return value(table, CountTable.cell(bucket, stage.ordinal()));
    }

    @Override
    public long commands() {
        long all = 0;
        for (long[] table : tables()) {
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                all += count(table, Stage.TOTAL, bucket);
            }
        }
        return all;
    }

    @Override
    public long reads() {
        return sum(CountTable.READS);
    }

    @Override
    public long writes() {
        return sum(CountTable.WRITES);
    }

    @Override
    public long readBytes() {
        return sum(CountTable.READ_BYTES);
    }

    @Override
    public long writtenBytes() {
        return sum(CountTable.WRITTEN_BYTES);
    }

    @Override
    public long checkConditions() {
        return sum(CountTable.CHECK_CONDITIONS);
    }

    @Override
    public double latencyMicros(double quantile) {
        List<long[]> tables = tables();
        long[] counts = new long[BUCKETS];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            for (long[] table : tables) {
                counts[bucket] += count(table, Stage.TOTAL, bucket);
            }
        }
        long all = Arrays.stream(counts).sum();
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
        List<long[]> tables = tables();
        List<LatencyBucket> all = new ArrayList<>();
        for (Stage stage : STAGES) {
            tables.forEach(table -> collect(stage, table, all));
        }
        return all;
    }

    private void collect(Stage stage, long[] table, List<LatencyBucket> all) {
        String name = stage.name().toLowerCase(Locale.ROOT);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long count = count(table, stage, bucket);
            if (count > 0) {
                long smallest = smallest(CountTable.sizeClass(table));
                all.add(new LatencyBucket(name, smallest, upperMicros(bucket), count));
            }
        }
    }
}
