package org.scst.vdisk.internal.disk;

import org.scst.core.device.ModePage;

/**
 * Caching mode page (SBC-4): WCE says whether a write may be answered before it is durable.
 *
 * <p><i>Threading:</i> immutable.
 */
final class CachingModePage implements ModePage {
    static final int PAGE_CODE = 0x08;
    private static final int LENGTH = 0x12;
    private static final int WCE = 0x04;
    private final boolean cacheCanBeUsed;

    /**
     * @param cacheCanBeUsed {@code false} for a disk that is never to cache: then MODE SELECT cannot change it
     */
    CachingModePage(boolean cacheCanBeUsed) {
        this.cacheCanBeUsed = cacheCanBeUsed;
    }

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] defaults() {
        byte[] values = new byte[LENGTH];
        values[0] = (byte) (cacheCanBeUsed ? WCE : 0);
        return values;
    }

    @Override
    public byte[] changeable() {
        byte[] mask = new byte[LENGTH];
        mask[0] = (byte) (cacheCanBeUsed ? WCE : 0);
        return mask;
    }

    /** Whether values of this page have WCE set. */
    static boolean writeCacheEnabled(byte[] values) {
        return values.length > 0 && (values[0] & WCE) != 0;
    }
}
