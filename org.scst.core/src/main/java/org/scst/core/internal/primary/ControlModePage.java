package org.scst.core.internal.primary;

import org.scst.core.device.ModePage;

/**
 * The Control mode page (0Ah): TST=1, one task set for each I_T nexus; QUEUE ALGORITHM MODIFIER=1, unrestricted reordering; no
 * bit of it can be changed until what it switches exists.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ControlModePage implements ModePage {
    private static final int LENGTH = 10;

    @Override
    public int pageCode() {
        return 0x0A;
    }

    @Override
    public byte[] defaults() {
        byte[] values = new byte[LENGTH];
        values[0] = 0x20;
        values[1] = 0x10;
        return values;
    }

    @Override
    public byte[] changeable() {
        return new byte[LENGTH];
    }
}
