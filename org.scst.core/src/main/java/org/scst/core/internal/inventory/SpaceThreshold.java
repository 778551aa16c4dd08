package org.scst.core.internal.inventory;

/**
 * Whether the space behind a device is low: from so many percent in use on, until it has become two percent less.
 *
 * <p><i>Threading:</i> confined to the control thread; {@link #low} may be called anywhere.
 */
final class SpaceThreshold {
    private static final int RETREAT = 2;
    private volatile boolean low;

    /** Whether it is low. */
    boolean low() {
        return low;
    }

    /**
     * Looks at the present figures.
     *
     * @param percent in use from which it is low; 100 for never
     * @param total 0 when no space is needed
     * @return whether {@link #low} has changed
     */
    boolean crossed(long available, long total, int percent) {
        boolean before = low;
        double used = total <= 0 ? 0 : 100.0 * (total - available) / total;
        low = percent < 100 && used >= (before ? percent - RETREAT : percent);
        return low != before;
    }
}
