package org.scst.core.internal.statistics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The layout of what was counted of commands of one size class: transfers, and a histogram for each stage. There is one table for
 * each I_T_L nexus and size in use, and with thousands of logical units no cache holds them: what one command counts stands in two
 * or three cache lines, the first of them the one with the array's length.
 *
 * <pre>
 *   word 0      the size class
 *   word 1      reads
 *   word 2      bytes read
 *   word 3      writes
 *   word 4      bytes written
 *   word 5..36  64 buckets, shortest durations first, each a byte for each of the four stages: the count modulo 256
 *   word 37     commands that ended with CHECK CONDITION
 * </pre>
 *
 * <p>The count itself is known with its <i>base</i>, which is kept elsewhere and written once in {@value #STEP} counts: a multiple
 * of {@value #STEP} that lags behind by less than 256.
 *
 * <p><i>Threading:</i> stateless. A table is written by one thread and readable on any: words are written with release and
 * read with acquire.
 */
final class CountTable {
    static final int READS = 1;
    static final int READ_BYTES = 2;
    static final int WRITES = 3;
    static final int WRITTEN_BYTES = 4;
    static final int CHECK_CONDITIONS = 37;
    static final int CELLS = 256;
    /** The base of a count is written when that many more have been counted. */
    static final int STEP = 128;

    private static final int SIZE_CLASS = 0;
    private static final int FIRST_BUCKET = 5;
    private static final int WORDS = 38;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private CountTable() {}

    /** An empty one. */
    static long[] of(int sizeClass) {
        long[] table = new long[WORDS];
        table[SIZE_CLASS] = sizeClass;
        return table;
    }

    static int sizeClass(long[] table) {
        return (int) table[SIZE_CLASS];
    }

    /** Reads each cache line that a command of some microseconds counts in; the result means nothing. */
    static int glance(long[] table) {
        return (int) (table[SIZE_CLASS] + table[FIRST_BUCKET + 1] + table[FIRST_BUCKET + 7]);
    }

    static void increase(long[] table, int word, long by) {
        WORD.setRelease(table, word, table[word] + by);
    }

    static long value(long[] table, int word) {
        return (long) WORD.getAcquire(table, word);
    }

    /** Place of a bucket's count for a stage: 0 to {@value #CELLS} - 1. */
    static int cell(int bucket, int stage) {
        return bucket << 2 | stage;
    }

    private static int word(int cell) {
        return FIRST_BUCKET + (cell >>> 3);
    }

    private static int shift(int cell) {
        return (cell & 7) << 3;
    }

    /** The count modulo 256. */
    static int low(long[] table, int cell) {
        return (int) (value(table, word(cell)) >>> shift(cell)) & 0xFF;
    }

    static void low(long[] table, int cell, int count) {
        int shift = shift(cell);
        long others = table[word(cell)] & ~(0xFFL << shift);
        WORD.setRelease(table, word(cell), others | (count & 0xFFL) << shift);
    }
}
