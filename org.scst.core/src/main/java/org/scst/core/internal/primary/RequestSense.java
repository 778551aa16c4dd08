package org.scst.core.internal.primary;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * REQUEST SENSE: a pending unit attention condition, else why the medium is not ready, else NO SENSE, as parameter data.
 *
 * <p><i>Threading:</i> stateless.
 */
final class RequestSense implements CommandHandler {
    private static final Sense NO_SENSE = Sense.of(SenseKey.NO_SENSE, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
    private final Sense always;

    /** @param always what is returned whatever the state; {@code null} for a logical unit that exists */
    RequestSense(Sense always) {
        this.always = always;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        Sense sense = sense((Command) command);
        byte[] bytes = new byte[Math.max(Sense.FIXED_LENGTH, Sense.MAX_DESCRIPTOR_LENGTH)];
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
        Outcome notReady = command.view().notReady();
        return notReady == null ? NO_SENSE : notReady.sense();
    }
}
