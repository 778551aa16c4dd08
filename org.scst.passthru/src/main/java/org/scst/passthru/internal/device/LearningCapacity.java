package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;

/**
 * READ CAPACITY: what the device answers, whoever has asked, is what core judges addresses by from then on.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class LearningCapacity implements Passage {
    private static final int LONGEST = 32;
    private static final int PROTECTION = 12;

    private final Consumer<MediumFacts> learned;

    LearningCapacity(Consumer<MediumFacts> learned) {
        this.learned = learned;
    }

    @Override
    public void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
        ByteBuf data = command.data();
        if (outcome.isSuccess() && data != null) {
            byte[] bytes = new byte[Math.min(data.readableBytes(), LONGEST)];
            data.getBytes(data.readerIndex(), bytes);
            boolean brief = command.descriptor() == BlockCommands.READ_CAPACITY_10;
            if (!brief) {
                hideProtection(data);
            }
            MediumFacts facts = brief ? MediumFacts.ofShort(bytes) : MediumFacts.ofLong(bytes);
            if (facts != null && ofAll(command.cdb(), brief) && facts.blocks() < MediumFacts.UNKNOWN) {
                learned.accept(facts);
            }
        }
        answer.accept(outcome);
    }

    /** Whether the last block of the medium is told of: with PMI it may be another, as with an address. */
    private static boolean ofAll(Cdb cdb, boolean brief) {
        boolean partial = cdb.bit(brief ? 8 : 14, 0);
        return !partial && (brief ? cdb.u32(2) == 0 : cdb.u64(2) == 0);
    }

    /** PROT_EN, P_TYPE and P_I_EXPONENT: no initiator gets protection information of the device, as INQUIRY says. */
    private static void hideProtection(ByteBuf data) {
        int index = data.readerIndex();
        mask(data, index + PROTECTION, 0xF0);
        mask(data, index + PROTECTION + 1, 0x0F);
    }

    private static void mask(ByteBuf data, int index, int kept) {
        if (index < data.writerIndex()) {
            data.setByte(index, data.getByte(index) & kept);
        }
    }
}
