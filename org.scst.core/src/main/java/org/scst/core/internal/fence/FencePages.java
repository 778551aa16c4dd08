package org.scst.core.internal.fence;

/**
 * Makes fences where there are thousands: what an event loop counts for one of them stands beside what it counts for the next.
 * With a padded counter of its own each would cost 800 bytes, and a command two more cache lines that are in no cache.
 *
 * <p><i>Threading:</i> thread-safe; its lock is taken when a fence is made.
 */
public final class FencePages {
    private static final int PLACES = 64;

    private PaddedCells.Page page = newPage();

    private static PaddedCells.Page newPage() {
        return new PaddedCells.Page(Fence.counters(Runtime.getRuntime().availableProcessors()), PLACES);
    }

    /** An open fence. */
    public synchronized Fence fence() {
        if (page.full()) {
            page = newPage();
        }
        return new Fence(page);
    }
}
