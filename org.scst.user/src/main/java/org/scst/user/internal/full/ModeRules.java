package org.scst.user.internal.full;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PrimaryCommands;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * What MODE SENSE, MODE SELECT and LOG SELECT need besides where they are the process's: there is one copy of its pages for all
 * initiators, and those who have not changed them are told.
 *
 * <p><i>Threading:</i> immutable.
 */
final class ModeRules {
    private static final int WRITE_PROTECTED = 0x80;

    private ModeRules() {}

    /** MODE SENSE: WP is one where the logical unit is mapped read-only, whatever the process says. */
    static final class WriteProtection implements CommandRule {
        @Override
        public void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
            int at = command.descriptor() == PrimaryCommands.MODE_SENSE_6 ? 2 : 3;
            ByteBuf data = command.data();
            if (outcome.isSuccess() && data != null && data.readableBytes() > at && command.writeProtected()) {
                int index = data.readerIndex() + at;
                data.setByte(index, data.getByte(index) | WRITE_PROTECTED);
            }
            answer.accept(outcome);
        }
    }

    /** A change of what all initiators see. */
    record Change(FullDevice device, AdditionalSense changed) implements CommandRule {
        @Override
        public void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
            if (outcome.isSuccess()) {
                device.establish(command, Sense.of(SenseKey.UNIT_ATTENTION, changed), () -> answer.accept(outcome));
            } else {
                answer.accept(outcome);
            }
        }
    }
}
