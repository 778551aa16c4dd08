package org.scst.passthru.internal.device;

import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * Unit attention conditions of the device. It knows one nexus and tells each condition once; here it becomes one for every initiator: the
 * command that met it has it in its own status, all other I_T nexuses are told by core.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class UnitAttentions {
    private final DeviceContext context;
    private final PassthroughDevice device;

    UnitAttentions(PassthroughDevice device, DeviceContext context) {
        this.device = device;
        this.context = context;
    }

    /** Whether an outcome tells of something that initiators do not see: the inventory beside the device is not theirs. */
    boolean isForOthers(Outcome outcome) {
        return is(outcome) && outcome.sense().additional() == AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED;
    }

    private static boolean is(Outcome outcome) {
        return outcome.sense() != null && outcome.sense().key() == SenseKey.UNIT_ATTENTION;
    }

    /** Tells the others, if there is something to be told; {@code told} runs once they are. */
    void spread(DeviceCommand command, Outcome outcome, Runnable told) {
        if (!is(outcome)) {
            told.run();
            return;
        }
        Sense sense = outcome.sense();
        device.noticed(sense.additional());
        Sense plain = sense.additional() == AdditionalSense.UNNAMED
                ? sense
                : Sense.of(SenseKey.UNIT_ATTENTION, sense.additional());
        context.establish(command, plain, told);
    }
}
