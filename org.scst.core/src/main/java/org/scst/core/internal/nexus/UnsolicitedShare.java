package org.scst.core.internal.nexus;

import org.scst.core.internal.buffer.Budget;
import org.scst.core.target.NexusDescription.Queue;

/**
 * How the memory for unsolicited data is divided among nexuses. While less than half of it is taken, a nexus may have an eighth of
 * what that half has left: a few have all that they can use. The other half goes in equal shares of one part in {@value #SHARES},
 * so that thousands get in, whoever came first.
 *
 * <p><i>Threading:</i> pure functions of a budget, which others may change meanwhile: what they say is reserved by whoever believes it.
 */
final class UnsolicitedShare {
    /** Of the whole, hence a thousand shares for the half that is given out in them: 256 KiB each of the default 512 MiB. */
    private static final int SHARES = 2048;

    private static final int OF_FIRST_HALF = 8;
    /** What a small write sends along; less than that for a command is not worth having. */
    private static final int LEAST_BYTES = 4096;
    /** Commands that an initiator must be able to have in flight before it is asked to send nothing unasked. */
    private static final int LEAST_COMMANDS = 4;

    private UnsolicitedShare() {}

    /**
     * Most bytes that a nexus may have reserved, which has {@code own} of them by now; perhaps more than are available.
     *
     * @param own not negative; never asked back
     */
    static long of(Budget budget, long own) {
        long free = budget.limit() - budget.reserved() + own;
        long ofFirstHalf = (free - budget.limit() / 2) / OF_FIRST_HALF;
        return Math.max(own, Math.max(ofFirstHalf, budget.limit() / SHARES));
    }

    /**
     * How many bytes of each command may come unasked, so that the share covers the queue: as many as are wanted while there is
     * memory, then fewer, then fewer commands, then none. A smaller burst costs large writes a round trip, a smaller queue costs
     * every command one.
     *
     * @param own as in {@link #of}
     * @return 0, or at least what a small write has and at most what the queue wants
     */
    static int each(Budget budget, long own, Queue wanted) {
        long share = Math.min(of(budget, own), budget.available() + own);
        int whole = wanted.unsolicitedBytes();
        long each = share / wanted.commands();
        if (each >= whole) {
            return whole;
        }
        if (each >= LEAST_BYTES) {
            return (int) (each / LEAST_BYTES * LEAST_BYTES);
        }
        int least = Math.min(LEAST_BYTES, whole);
        return share >= (long) Math.min(LEAST_COMMANDS, wanted.commands()) * least ? least : 0;
    }
}
