package org.scst.user.internal.full;

import io.netty.buffer.ByteBuf;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.user.internal.queue.CommandAnswer;
import org.scst.user.internal.queue.CommandReply;
import org.scst.user.internal.queue.Request;
import org.scst.user.wire.Operation;
import org.scst.user.wire.QueueLayout;

/**
 * One window of a command on its way to the process and back. Data that lies elsewhere than in the shared memory is copied there.
 *
 * <p><i>Threading:</i> used by one thread at a time: who gives it, then who takes the reply. <i>Ownership:</i> the command's buffer is
 * borrowed until it is answered; the copy is this one's.
 */
final class HandedCommand implements CommandAnswer {
    /** Whether it was processed nobody knows: initiators repeat it. */
    static final Outcome GONE =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_UNIT_COMMUNICATION_FAILURE);

    /** Bytes that one request moves at most. */
    static final int LONGEST = 4 << 20;

    private final FullDevice device;
    private final DeviceCommand command;
    private final CommandRule rule;
    private final long token;
    private final ByteBuf data;
    private final boolean out;
    private final int length;
    private final boolean last;
    private ByteBuf copy;
    private Request request;

    HandedCommand(FullDevice device, DeviceCommand command, CommandRule rule) {
        this.device = device;
        this.command = command;
        this.rule = rule;
        this.token = command.token();
        this.data = command.data();
        this.out = data != null && data.isReadable();
        this.length = data == null ? 0 : command.length();
        this.last = command.lastWindow();
    }

    /** Finds its data a place; {@code null} to go on, or why that cannot be. */
    Outcome prepare() {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        Cdb from = command.cdb();
        if (from.length() > QueueLayout.LONGEST_CDB || length > LONGEST) {
            return Outcome.INVALID_FIELD_IN_CDB;
        }
        long place = length == 0 ? 0 : place(device.memory());
        if (place < 0) {
            return device.gone() ? GONE : Outcome.BUSY;
        }
        byte[] cdb = new byte[from.length()];
        for (int i = 0; i < cdb.length; i++) {
            cdb[i] = (byte) from.u8(i);
        }
        int direction = length == 0 ? 0 : out ? Operation.DATA_OUT : Operation.DATA_IN;
        request = new Request(
                Operation.COMMAND,
                direction | (last ? 0 : Operation.MORE),
                command.offset(),
                length,
                place,
                command.transferLength(),
                cdb);
        return null;
    }

    private long place(DataMemory memory) {
        long own = memory.offset(data, out ? data.readerIndex() : data.writerIndex(), length);
        if (own >= 0) {
            return own;
        }
        copy = memory.grant(length);
        if (copy == null) {
            return -1;
        }
        if (out) {
            copy.setBytes(0, data, data.readerIndex(), length);
        }
        return memory.offset(copy, 0, length);
    }

    /** Asks the process; {@code false} when there is no room, or nobody to be asked. */
    boolean submit() {
        return device.link().submit(queue(command), request, this);
    }

    private static int queue(DeviceCommand command) {
        return System.identityHashCode(command.nexusIdentity()) & 0xFFFF;
    }

    /** Tells the process that nobody waits for a command any more, if it has it. */
    static void abort(FullDevice device, DeviceCommand command, long token) {
        if (device.link()
                .abort(
                        queue(command),
                        answer -> answer instanceof HandedCommand handed
                                && handed.command == command
                                && handed.token == token)) {
            device.commandsAborted();
        }
    }

    /** The copy is not needed. */
    void letGo() {
        if (copy != null) {
            copy.release();
            copy = null;
        }
    }

    @Override
    public void gone() {
        letGo();
        device.complete(command, token, GONE);
    }

    @Override
    public void ended(CommandReply reply) {
        Outcome outcome;
        try {
            outcome = ReplyOutcome.of(reply, length);
            take(reply, outcome);
        } catch (UntrueReplyException untrue) {
            device.cannotBeTrusted(untrue.getMessage());
            gone();
            return;
        }
        letGo();
        if (reply.has(Operation.BLOCK_LENGTH)) {
            device.blockLengthInForce(reply.blockLength());
        }
        rule.ended(command, outcome, this::tellOthers);
    }

    /** Takes over the data that came. */
    private void take(CommandReply reply, Outcome outcome) throws UntrueReplyException {
        int moved = reply.length();
        boolean good = outcome.isSuccess();
        if (good && !last && !out && moved != length) {
            throw new UntrueReplyException("it moved " + moved + " bytes of " + length + " where more follow");
        }
        if (out || !good && !outcome.hasData()) {
            return;
        }
        if (copy != null) {
            data.writeBytes(copy, 0, moved);
        } else if (data != null) {
            data.writerIndex(data.writerIndex() + moved);
        }
    }

    /**
     * A unit attention condition is the device's: every initiator is told, each once. Who has given the command up is not told by its
     * status, but by the next command as all others are.
     */
    private void tellOthers(Outcome outcome) {
        Sense sense = outcome.sense();
        if (sense == null || sense.key() != SenseKey.UNIT_ATTENTION) {
            device.complete(command, token, outcome);
            return;
        }
        Sense plain = sense.additional() == AdditionalSense.UNNAMED
                ? sense
                : Sense.of(SenseKey.UNIT_ATTENTION, sense.additional());
        DeviceCommand told = command.aborted() ? null : command;
        device.establish(told, plain, () -> device.complete(command, token, outcome));
    }
}
