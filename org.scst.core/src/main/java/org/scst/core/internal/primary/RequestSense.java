package org.scst.core.internal.primary;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * REQUEST SENSE: a pending unit attention condition, else that the target port gives no access, else why the medium is not
 * ready, else that it rests, else NO SENSE, as parameter data.
 *
 * <p><i>Threading:</i> stateless.
 */
final class RequestSense implements CommandHandler {
    private static final Sense NO_SENSE = Sense.of(SenseKey.NO_SENSE, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
    private final DeviceFacts facts;
    private final Sense always;

    RequestSense(DeviceFacts facts) {
        this.facts = facts;
        this.always = null;
    }

    /** @param always what is returned whatever the state, for a logical unit that does not exist */
    RequestSense(Sense always) {
        this.facts = null;
        this.always = always;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        Sense sense = sense((Command) command);
        byte[] bytes = new byte[Sense.MAX_LENGTH];
        boolean descriptorFormat = command.cdb().bit(1, 0);
        int length = descriptorFormat ? sense.writeDescriptor(bytes, 0) : sense.writeFixed(bytes, 0);
        return ParameterData.send(command, bytes, length);
    }

    private Sense sense(Command command) {
        if (always != null) {
            return always;
        }
        Sense attention = command.takeAttention();
        if (attention != null) {
            return attention;
        }
        Outcome inaccessible = command.accessState().refusal();
        if (inaccessible != null) {
            return inaccessible.sense();
        }
        Outcome notReady = command.view().notReady();
        if (notReady != null) {
            return notReady.sense();
        }
        AdditionalSense resting = facts.logicalUnit().resting();
        return resting == null ? NO_SENSE : Sense.of(SenseKey.NO_SENSE, resting);
    }
}
