package org.scst.iscsi.internal.memory;

import org.scst.iscsi.internal.limit.Limit;

/**
 * What one connection holds: its receive buffer, PDUs that wait for their turn, and answers of the target's own making that the
 * initiator has not taken (ping data, text). Data of commands is the mid-layer's, in a budget of its own.
 *
 * <p>A session's floor is taken when it logs in, so that others who use up everything cannot end it; a login that finds no room for
 * it is refused.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
public final class ConnectionMemory {
    private MemoryLimit level;
    private long most;
    private long floor;
    private long used;
    private long taken;

    /**
     * A connection that has not logged in: what it may hold is bounded by what a login may be, and by the number of logins.
     *
     * @param all the limit of all connections
     */
    public ConnectionMemory(MemoryLimit all) {
        level = all;
        most = Long.MAX_VALUE;
    }

    /**
     * A session begins: from now on what is held counts for its target.
     *
     * @param target its limit
     * @param mostBytes of this session alone
     * @param floorBytes what it has in any case
     * @return {@code false}, with nothing changed, when there is no room for one more
     */
    public boolean enter(MemoryLimit target, long mostBytes, long floorBytes) {
        long needed = Math.max(floorBytes, used);
        if (!target.take(needed)) {
            return false;
        }
        level.giveBack(taken);
        level = target;
        taken = needed;
        floor = floorBytes;
        most = mostBytes;
        return true;
    }

    /** Whether so many bytes more may be held now; if so they count as held. */
    public boolean take(long bytes) {
        if (used + bytes > most) {
            return false;
        }
        long more = Math.max(floor, used + bytes) - taken;
        return (more <= 0 || level.take(more)) && held(bytes, more);
    }

    /**
     * The same for what merely makes the connection faster: while half of what all may hold is free. The rest is for those who
     * log in, and for what cannot be done without.
     */
    public boolean takeSpare(long bytes) {
        if (used + bytes > most) {
            return false;
        }
        long more = Math.max(floor, used + bytes) - taken;
        return (more <= 0 || level.takeSpare(more)) && held(bytes, more);
    }

    private boolean held(long bytes, long more) {
        taken += Math.max(more, 0);
        used += bytes;
        return true;
    }

    /** Which limit keeps it from holding so many bytes more, when {@link #take} has said that one does. */
    public Limit limit(long bytes) {
        return used + bytes > most ? Limit.MAX_SESSION_MEMORY : Limit.MAX_MEMORY;
    }

    /** Holds bytes that cannot be done without, and that are few. */
    public void takeAnyway(long bytes) {
        used += bytes;
        long more = Math.max(floor, used) - taken;
        if (more > 0) {
            level.takeAnyway(more);
            taken += more;
        }
    }

    /** Bytes are not held any more. */
    public void giveBack(long bytes) {
        used -= bytes;
        long less = taken - Math.max(floor, used);
        if (less > 0) {
            level.giveBack(less);
            taken -= less;
        }
    }

    /** The connection is gone, and all that it held. */
    public void release() {
        level.giveBack(taken);
        used = 0;
        taken = 0;
        floor = 0;
    }

    /** Bytes held now. */
    public long used() {
        return used;
    }

    @Override
    public String toString() {
        return used + " of " + most + " bytes, within " + level;
    }
}
