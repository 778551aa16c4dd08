package org.scst.vdisk.internal.disk;

import org.scst.core.device.VpdPage;

/**
 * Power Condition VPD page (SPC-4): every idle and standby condition can be set, and none takes time to leave.
 *
 * <p><i>Threading:</i> immutable.
 */
final class PowerConditionPage implements VpdPage {
    private static final int PAGE_CODE = 0x8A;
    private static final int CONTENT_LENGTH = 14;
    private static final int STANDBY_Y_AND_Z = 0x03;
    private static final int IDLE_C_B_AND_A = 0x07;

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] content() {
        byte[] content = new byte[CONTENT_LENGTH];
        content[0] = STANDBY_Y_AND_Z;
        content[1] = IDLE_C_B_AND_A;
        return content;
    }
}
