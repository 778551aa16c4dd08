package org.scst.iscsi.internal.connection;

import org.scst.iscsi.internal.memory.ConnectionMemory;

/**
 * How much of what waits to be sent is the target's own making: ping data and text, which an initiator can have made as fast as it
 * asks. They are counted in two generations: when everything that was queued at the birth of the younger has been taken, the older
 * is gone; so no answer need be followed by itself.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class OwnAnswers {
    private final ConnectionMemory memory;
    private long older;
    private long younger;
    /** Position in the connection's output up to which the older generation reaches. */
    private long mark;

    OwnAnswers(ConnectionMemory memory) {
        this.memory = memory;
    }

    /**
     * Whether one more answer of so many bytes may be queued; if so it counts.
     *
     * @param queued bytes queued since the connection began
     * @param taken of these, bytes that the socket has taken
     */
    boolean add(long bytes, long queued, long taken) {
        settle(queued, taken);
        if (!memory.take(bytes)) {
            return false;
        }
        younger += bytes;
        return true;
    }

    /** Looks at what has left. */
    void settle(long queued, long taken) {
        if (taken < mark) {
            return;
        }
        memory.giveBack(older);
        older = younger;
        younger = 0;
        mark = queued;
        if (taken >= mark) {
            memory.giveBack(older);
            older = 0;
        }
    }
}
