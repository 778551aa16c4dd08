package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PrimaryCommands;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * What MODE SENSE, MODE SELECT and LOG SELECT need besides: the pages are the device's, one copy for all initiators. Those who have not
 * sent a MODE SELECT are told of it, and what the Control mode page says is learned anew.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ModePassages {
    private static final int WRITE_PROTECTED = 0x80;

    private final PassthroughDevice device;
    private final DeviceContext context;

    ModePassages(PassthroughDevice device, DeviceContext context) {
        this.device = device;
        this.context = context;
    }

    /** MODE SENSE: WP is one where the logical unit is mapped read-only, whatever the device says. */
    Passage sense() {
        return new Passage() {
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
        };
    }

    /** MODE SELECT. */
    Passage select() {
        return telling(AdditionalSense.MODE_PARAMETERS_CHANGED);
    }

    /** LOG SELECT. */
    Passage logSelect() {
        return telling(AdditionalSense.LOG_PARAMETERS_CHANGED);
    }

    private Passage telling(AdditionalSense changed) {
        Sense condition = Sense.of(SenseKey.UNIT_ATTENTION, changed);
        return new Passage() {
            @Override
            public void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
                if (!outcome.isSuccess()) {
                    answer.accept(outcome);
                    return;
                }
                try {
                    context.executor().execute(() -> {
                        device.learn();
                        context.establish(command, condition, () -> answer.accept(outcome));
                    });
                } catch (RejectedExecutionException closing) {
                    answer.accept(outcome);
                }
            }
        };
    }
}
