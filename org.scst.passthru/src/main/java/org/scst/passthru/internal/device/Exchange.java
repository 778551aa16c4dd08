package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.Consumer;
import org.scst.core.device.DeviceCommand;
import org.scst.core.linux.Errno;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TimeoutClass;
import org.scst.passthru.internal.generic.Completion;
import org.scst.passthru.internal.generic.ScsiGeneric;
import org.scst.passthru.internal.generic.ScsiRequest;

/**
 * One window of a command on its way to the device and back, in as many pieces as the adapter's limit demands, one after another.
 *
 * <p><i>Threading:</i> used by one thread at a time: whoever begins, then whoever tells the end of a piece. <i>Ownership:</i> the
 * command's buffer is borrowed until it is answered.
 */
final class Exchange implements Consumer<Completion> {
    /** How often a command that the device has not processed is sent again. */
    private static final int REPETITIONS = 3;

    private static final Outcome BECOMING_READY =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
    /** The adapter has sent less than it was given. */
    private static final Outcome NOT_ALL_WRITTEN = Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.WRITE_ERROR);
    /** GOOD, and not one of the blocks that were asked for. */
    private static final Outcome NOTHING_READ =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.DATA_PHASE_ERROR);

    private final PassthroughDevice device;
    private final DeviceCommand command;
    private final long token;
    private final Passage passage;
    private final ScsiGeneric way;
    private final Duration timeout;
    private final ByteBuf data;
    private final boolean out;
    private final int length;
    private int done;
    private int piece;
    private int blockLength;
    private int repetitions;
    /** What the command ends with if nothing worse comes. */
    private Outcome told;

    Exchange(PassthroughDevice device, DeviceCommand command, Passage passage, Duration timeout) {
        this.device = device;
        this.command = command;
        this.token = command.token();
        this.passage = passage;
        this.way = device.way();
        this.timeout = timeout;
        this.data = command.data();
        this.out = data != null && data.isReadable();
        this.length = data == null ? 0 : command.length();
    }

    /** Sends the next piece. */
    void begin() {
        if (command.aborted()) {
            answer(Outcome.TASK_ABORTED);
            return;
        }
        blockLength = device.blockLength();
        boolean blocks = data != null && Pieces.movesBlocks(command);
        if (blocks && !device.mediumCertain()) {
            way.begin(ScsiRequest.without(timeout, 0, 0, 0, 0, 0, 0), this::doubted);
            return;
        }
        if (blocks && !Pieces.measuredBy(blockLength, command, out)) {
            answer(Outcome.BUSY); // it is sent again, and measured by the new one
            return;
        }
        send();
    }

    /** The device says by TEST UNIT READY why it has not said how long its blocks are; or it does so soon. */
    private void doubted(Completion completion) {
        Outcome outcome = Outcomes.of(completion);
        tell(outcome.isSuccess() ? BECOMING_READY : outcome);
    }

    private void send() {
        boolean divisible = Pieces.divisible(command.descriptor());
        boolean cut = divisible && out && !Pieces.complete(command, blockLength);
        boolean undivided = !cut && done == 0 && command.offset() == 0 && command.lastWindow() && length <= largest();
        boolean whole = !divisible || undivided;
        piece = whole ? length : Math.min(length - done, largest());
        byte[] cdb = whole
                ? Pieces.whole(command)
                : Pieces.of(command, command.windowLba() + done / blockLength, Math.ceilDiv(piece, blockLength));
        way.begin(request(cdb), this);
    }

    private int largest() {
        return Math.max(way.largestTransfer() / blockLength, 1) * blockLength;
    }

    private ScsiRequest request(byte[] cdb) {
        if (piece == 0) {
            return new ScsiRequest(cdb, DataDirection.NONE, null, 0, 0, timeout);
        }
        return out
                ? new ScsiRequest(cdb, DataDirection.TO_DEVICE, data, data.readerIndex() + done, piece, timeout)
                : new ScsiRequest(cdb, DataDirection.FROM_DEVICE, data, data.writerIndex(), piece, timeout);
    }

    @Override
    public void accept(Completion completion) {
        if (Outcomes.suspicious(completion)) {
            device.lookForIt();
        }
        if (completion.checkCondition() && completion.sense().length == 0) {
            CollectedSense sense = new CollectedSense(completion, this::ended);
            way.begin(sense.request(device.kind().timeout(TimeoutClass.SHORT)), sense);
            return;
        }
        ended(completion);
    }

    private void ended(Completion completion) {
        boolean never = completion.error() == Errno.ENOMEM && piece > way.largestTransfer();
        Outcome outcome = never ? Outcome.INVALID_FIELD_IN_CDB : Outcomes.of(completion);
        if (device.unitAttentions().isForOthers(outcome) && repetitions++ < REPETITIONS) {
            begin();
            return;
        }
        boolean recovered = recovered(outcome);
        boolean goesOn = outcome.isSuccess() || recovered;
        int moved = goesOn || passage.hasData(command, outcome) ? moved(completion, outcome) : 0;
        boolean rest = goesOn && moved < piece && Pieces.divisible(command.descriptor());
        if (rest) {
            moved -= moved % blockLength;
        }
        if (moved > 0 && !out) {
            data.writerIndex(data.writerIndex() + moved);
        }
        Outcome incomplete = goesOn ? incomplete(completion, moved) : null;
        if (incomplete != null) {
            passage.ended(command, incomplete, this::tell);
            return;
        }
        done += rest ? moved : piece;
        told = recovered || told == null ? outcome : told;
        if (goesOn && done < length && (rest || moved == piece)) {
            begin();
            return;
        }
        Outcome last = goesOn ? told : outcome;
        passage.ended(command, withData(last), this::tell);
    }

    /** What a command of blocks ends with that the device calls GOOD, and that will not get on; {@code null} otherwise. */
    private Outcome incomplete(Completion completion, int moved) {
        if (out) {
            return completion.residual() > 0 && Pieces.movesBlocks(command) ? NOT_ALL_WRITTEN : null;
        }
        return piece > 0 && moved == 0 && Pieces.divisible(command.descriptor()) ? NOTHING_READ : null;
    }

    private int moved(Completion completion, Outcome outcome) {
        return out || piece == 0 ? piece : piece - passage.residual(command, outcome, piece, completion.residual());
    }

    /** Of what was recovered initiators are told with the last of a command's windows, for the command would end with the first. */
    private Outcome withData(Outcome outcome) {
        if (outcome.isSuccess() || outcome.sense() == null || data == null || out) {
            return outcome;
        }
        return recovered(outcome) && !command.lastWindow() ? Outcome.GOOD : outcome.withData();
    }

    private static boolean recovered(Outcome outcome) {
        return outcome.sense() != null && outcome.sense().key() == SenseKey.RECOVERED_ERROR;
    }

    private void tell(Outcome outcome) {
        device.unitAttentions().spread(command, outcome, () -> answer(outcome));
    }

    private void answer(Outcome outcome) {
        device.complete(command, token, outcome);
    }
}
