package org.scst.user.wire;

/**
 * Where things are in a queue: six counters, each on a cache line of its own, then the ring of requests, then that of replies,
 * which has twice as many entries, then a word for each request under way: the identifier of the one that was aborted. Counters run from 0 to 2^32 - 1 and over; entry number n is at place n modulo the ring's size.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param entries of the ring of requests, a power of two
 */
public record QueueLayout(int entries) {
    /** Bytes of an entry, of either ring. */
    public static final int ENTRY = 128;

    /** Requests written so far; the platform's. */
    public static final int REQUEST_TAIL = 0;

    /** Requests taken so far; the process's. */
    public static final int REQUEST_HEAD = 64;

    /** Number of the request for which the process wants to be woken; the process's. */
    public static final int REQUEST_WAKE = 128;

    /** Replies written so far; the process's. */
    public static final int REPLY_TAIL = 192;

    /** Replies taken so far; the platform's. */
    public static final int REPLY_HEAD = 256;

    /** Number of the reply for which the platform wants to be woken; the platform's. */
    public static final int REPLY_WAKE = 320;

    /** An identifier's bits that are the place of its request, which is below {@link #entries}. */
    public static final int PLACE_BITS = 16;

    private static final int REQUESTS = 384;

    // A request
    public static final int ID = 0;
    public static final int OPERATION = 8;
    public static final int FLAGS = 10;
    public static final int LENGTH = 12;
    public static final int OFFSET = 16;
    public static final int DATA = 24;
    public static final int RANGE = 32;
    public static final int CDB_LENGTH = 40;
    public static final int CDB = 64;

    /** Bytes of the longest CDB that an entry holds. */
    public static final int LONGEST_CDB = 64;

    // A reply; ID as in a request
    public static final int RESULT = 8;
    public static final int REPLY_LENGTH = 12;
    public static final int ERROR_OFFSET = 16;
    public static final int STATUS = 24;
    public static final int SENSE_LENGTH = 25;
    public static final int REPLY_FLAGS = 26;
    public static final int BLOCK_LENGTH = 28;
    public static final int SENSE = 32;

    /** Bytes of the longest sense data that an entry holds. */
    public static final int LONGEST_SENSE = 96;

    /** Bytes of a queue. */
    public int size() {
        return (int) aborted(entries);
    }

    /** Where the identifier of an aborted request is noted, from the queue's beginning. */
    public long aborted(long id) {
        long place = id & (1 << PLACE_BITS) - 1;
        return REQUESTS + 3L * entries * ENTRY + place * Long.BYTES;
    }

    /** Entries of the ring of replies. */
    public int replies() {
        return 2 * entries;
    }

    /** Where request number {@code number} is, from the queue's beginning. */
    public long request(int number) {
        return REQUESTS + (long) (number & entries - 1) * ENTRY;
    }

    /** Where reply number {@code number} is, from the queue's beginning. */
    public long reply(int number) {
        return REQUESTS + (long) (entries + (number & replies() - 1)) * ENTRY;
    }

    /** Whether the other side wants to be woken after entries from {@code before} to below {@code after} were written. */
    public static boolean wakes(int wanted, int before, int after) {
        return Integer.compareUnsigned(after - wanted - 1, after - before) < 0;
    }
}
