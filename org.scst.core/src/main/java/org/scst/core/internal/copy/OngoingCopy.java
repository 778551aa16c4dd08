package org.scst.core.internal.copy;

import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.nexus.CopyOperation;
import org.scst.core.internal.nexus.CopyOperations;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.FailedSegment;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * What every command of the copy manager has in common that takes its time: the operation that others ask about, and its end.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class OngoingCopy {
    /** What a copy source or copy destination has reported is not the copy manager's own error. */
    static final Outcome ABORTED =
            Outcome.check(SenseKey.COPY_ABORTED, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);

    private static final Sense THIRD_PARTY_FAILURE =
            Sense.of(SenseKey.COPY_ABORTED, AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);

    /** Another copy of the same list identifier is in progress. */
    private static final Outcome IN_PROGRESS =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.OPERATION_IN_PROGRESS);

    private final Command command;
    private final long token;
    private final CopyOperation operation;
    private final boolean identified;
    private final boolean held;

    private OngoingCopy(Command command, CopyOperation operation, boolean identified, boolean held) {
        this.command = command;
        this.token = command.token();
        this.operation = operation;
        this.identified = identified;
        this.held = held;
        operation.canceller(command::abortChild);
    }

    /**
     * Begins one.
     *
     * @param identified whether it can be asked for by its list identifier
     * @param held whether its result is kept for that even when it is GOOD
     */
    static OngoingCopy begin(Command command, long identifier, boolean identified, boolean held)
            throws CopyRefusedException {
        CopyOperation operation = new CopyOperation(identifier, command.cdb().serviceAction());
        if (identified) {
            CopyOperations all = command.copyOperations();
            CopyOperation same = all.find(identifier);
            if (same != null && same.outcome() == null) {
                throw new CopyRefusedException(IN_PROGRESS);
            }
            if (all.full()) {
                throw new CopyRefusedException(Outcome.BUSY);
            }
            all.begin(operation);
        }
        return new OngoingCopy(command, operation, identified, held);
    }

    Command command() {
        return command;
    }

    CopyOperation operation() {
        return operation;
    }

    /** Whether somebody wants it to stop. */
    boolean stopped() {
        return command.aborted() || operation.cancelled();
    }

    /** A child has not ended well, or was aborted ({@code null}): so it ends too. */
    void failed(Outcome child) {
        end(outcomeOf(child));
    }

    /** As {@link #failed(Outcome)}, in a segment; what a copy source or copy destination has reported goes along. */
    void failed(Outcome child, int segment, boolean atSource) {
        Outcome outcome = outcomeOf(child);
        if (outcome == ABORTED) {
            end(child == null ? inSegment(ABORTED, segment) : forwarded(child, segment, atSource));
        } else {
            end(inSegment(outcome, segment));
        }
    }

    /** The same, told of a segment if it is the copy manager's own error. */
    static Outcome inSegment(Outcome outcome, int segment) {
        boolean own = outcome.sense() != null && outcome.sense().key() == SenseKey.COPY_ABORTED;
        return own ? Outcome.check(outcome.sense().of(FailedSegment.ofCopyManager(segment))) : outcome;
    }

    private static Outcome forwarded(Outcome child, int segment, boolean atSource) {
        FailedSegment failed = new FailedSegment(segment, atSource, child.status(), child.sense());
        return Outcome.check(THIRD_PARTY_FAILURE.of(failed));
    }

    private Outcome outcomeOf(Outcome child) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        if (child == null) {
            return ABORTED;
        }
        if (child.equals(Outcome.BUSY) && operation.bytes() == 0) {
            return Outcome.BUSY; // nothing was done: it may be sent again as it is
        }
        SenseKey key = child.sense() == null ? null : child.sense().key();
        // Only the copy manager itself says so: devices' errors have other keys, or are about ranges that it has not
        // looked at.
        return key == SenseKey.COPY_ABORTED ? child : ABORTED;
    }

    /** It ends, and so does its command. */
    void end(Outcome outcome) {
        operation.end(outcome);
        if (identified) {
            CopyOperations all = command.copyOperations();
            if (held || !outcome.isSuccess()) {
                all.keep(operation);
            } else {
                all.forget(operation);
            }
        }
        command.answer(token, outcome);
    }
}
