package org.scst.core.internal.primary;

import org.scst.core.device.ModePage;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.TaskSetRules.QueueError;

/**
 * The Control mode page (0Ah). By default TST=001b, one task set for each I_T nexus, unless the device server wants one for all; QUEUE
 * ALGORITHM MODIFIER=1, unrestricted reordering; ATO=1, application tags are the application client's; everything else zero. What can
 * be changed is in effect; every other bit is fixed.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ControlModePage implements ModePage {
    /** PAGE CODE. */
    public static final int CODE = 0x0A;

    private static final int LENGTH = 10;
    private static final int TASK_SET_INDEX = 0;
    private static final int TST = 0xE0;
    /** TST=001b; the only other value is 000b. */
    private static final int TST_PER_NEXUS = 0x20;

    private static final int TMF_ONLY = 0x10;
    private static final int D_SENSE_INDEX = 0;
    private static final int D_SENSE = 0x04;
    private static final int QUEUE_INDEX = 1;
    /** QUEUE ALGORITHM MODIFIER=1; the only other value is 0, restricted reordering. */
    private static final int UNRESTRICTED = 0x10;

    private static final int QERR = 0x06;
    private static final int QERR_ABORT_ALL = 0x02;
    private static final int QERR_RESERVED = 0x04;
    private static final int QERR_ABORT_OWN = 0x06;
    private static final int SWP_INDEX = 2;
    private static final int SWP = 0x08;
    private static final int TAS_INDEX = 3;
    private static final int TAS = 0x40;
    private static final int ATO = 0x80;
    private final boolean shared;

    /** With TST=001b by default. */
    public ControlModePage() {
        this(false);
    }

    /** @param shared whether TST is 000b by default: one task set for all I_T nexuses */
    public ControlModePage(boolean shared) {
        this.shared = shared;
    }

    @Override
    public int pageCode() {
        return CODE;
    }

    @Override
    public byte[] defaults() {
        byte[] values = new byte[LENGTH];
        values[TASK_SET_INDEX] = (byte) (shared ? 0 : TST_PER_NEXUS);
        values[QUEUE_INDEX] = UNRESTRICTED;
        values[TAS_INDEX] = (byte) ATO;
        return values;
    }

    @Override
    public byte[] changeable() {
        byte[] bits = new byte[LENGTH];
        bits[TASK_SET_INDEX] = TST_PER_NEXUS | TMF_ONLY | D_SENSE;
        bits[QUEUE_INDEX] = UNRESTRICTED | QERR;
        bits[SWP_INDEX] = SWP;
        bits[TAS_INDEX] = (byte) (TAS | ATO);
        return bits;
    }

    @Override
    public int check(byte[] values) {
        return (values[QUEUE_INDEX] & QERR) == QERR_RESERVED ? QUEUE_INDEX : -1;
    }

    /** Puts in force what the values say of task sets and of what is answered; those of another revision's page say nothing. */
    public static void apply(byte[] values, LogicalUnit unit) {
        if (values.length != LENGTH) {
            return;
        }
        unit.descriptorSense(descriptorSense(values));
        unit.taskAbortedStatus(taskAbortedStatus(values));
        unit.taskSetRules(
                (values[TASK_SET_INDEX] & TST) == 0,
                (values[TASK_SET_INDEX] & TMF_ONLY) != 0,
                (values[QUEUE_INDEX] & UNRESTRICTED) == 0,
                queueError(values[QUEUE_INDEX] & QERR));
    }

    private static QueueError queueError(int code) {
        return switch (code) {
            case QERR_ABORT_ALL -> QueueError.ABORT_ALL;
            case QERR_ABORT_OWN -> QueueError.ABORT_OWN;
            default -> QueueError.RESUME;
        };
    }

    /** Whether values ask for sense data in descriptor format. */
    private static boolean descriptorSense(byte[] values) {
        return (values[D_SENSE_INDEX] & D_SENSE) != 0;
    }

    /** Whether values ask for software write protection. */
    public static boolean softwareWriteProtect(byte[] values) {
        return (values[SWP_INDEX] & SWP) != 0;
    }

    /** Whether values ask that commands which another I_T nexus has cleared end with TASK ABORTED (SAM-5 5.6). */
    private static boolean taskAbortedStatus(byte[] values) {
        return (values[TAS_INDEX] & TAS) != 0;
    }
}
