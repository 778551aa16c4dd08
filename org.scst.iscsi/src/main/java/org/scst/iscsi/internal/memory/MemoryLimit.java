package org.scst.iscsi.internal.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that the connections of a target, or all connections, may hold at the same time.
 *
 * <p><i>Threading:</i> thread-safe, without locks.
 */
public final class MemoryLimit {
    private final String name;
    private final MemoryLimit above;
    private final AtomicLong used = new AtomicLong();
    private volatile long most;

    /**
     * @param name for people, with the property that raises it
     * @param most bytes
     * @param above the level that this one is part of, or {@code null}
     */
    public MemoryLimit(String name, long most, MemoryLimit above) {
        this.name = name;
        this.most = most;
        this.above = above;
    }

    /** Sets another limit; what is held above it stays until it is given back. */
    public void most(long bytes) {
        most = bytes;
    }

    /** The limit in bytes. */
    public long most() {
        return most;
    }

    /** Bytes held now. */
    public long used() {
        return used.get();
    }

    /** Takes bytes here and above, or nowhere. */
    boolean take(long bytes) {
        if (used.addAndGet(bytes) <= most && (above == null || above.take(bytes))) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Takes bytes here and above while half of it all stays free; or nowhere. */
    boolean takeSpare(long bytes) {
        if (used.addAndGet(bytes) <= most / 2 && (above == null || above.takeSpare(bytes))) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Takes bytes whether there is room or not: for what was promised, or is bounded otherwise. */
    void takeAnyway(long bytes) {
        for (MemoryLimit level = this; level != null; level = level.above) {
            level.used.addAndGet(bytes);
        }
    }

    void giveBack(long bytes) {
        for (MemoryLimit level = this; level != null; level = level.above) {
            level.used.addAndGet(-bytes);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
