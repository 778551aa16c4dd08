package org.scst.core.internal.primary;

import org.scst.core.device.ModePage;

/**
 * The Control mode page (0Ah): TST=1, one task set for each I_T nexus; QUEUE ALGORITHM MODIFIER=1, unrestricted reordering. D_SENSE,
 * SWP and TAS can be changed, and nothing else until what it switches exists.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ControlModePage implements ModePage {
    private static final int LENGTH = 10;
    private static final int D_SENSE_INDEX = 0;
    private static final int D_SENSE = 0x04;
    private static final int SWP_INDEX = 2;
    private static final int SWP = 0x08;
    private static final int TAS_INDEX = 3;
    private static final int TAS = 0x40;

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
        byte[] bits = new byte[LENGTH];
        bits[D_SENSE_INDEX] = D_SENSE;
        bits[SWP_INDEX] = SWP;
        bits[TAS_INDEX] = TAS;
        return bits;
    }

    /** Whether values ask for sense data in descriptor format. */
    public static boolean descriptorSense(byte[] values) {
        return (values[D_SENSE_INDEX] & D_SENSE) != 0;
    }

    /** Whether values ask for software write protection. */
    public static boolean softwareWriteProtect(byte[] values) {
        return (values[SWP_INDEX] & SWP) != 0;
    }

    /** Whether values ask that commands which another I_T nexus has cleared end with TASK ABORTED (SAM-5 5.6). */
    public static boolean taskAbortedStatus(byte[] values) {
        return (values[TAS_INDEX] & TAS) != 0;
    }
}
