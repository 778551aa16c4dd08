package org.scst.user.internal.full;

import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.user.internal.queue.CommandReply;
import org.scst.user.wire.Operation;

/**
 * What a process has answered is judged by, and what its status and sense data mean.
 *
 * <p><i>Threading:</i> no state.
 */
final class ReplyOutcome {
    private static final int GOOD = 0x00;
    private static final int CHECK_CONDITION = 0x02;
    private static final int CONDITION_MET = 0x04;
    private static final int BUSY = 0x08;
    private static final int RESERVATION_CONFLICT = 0x18;
    private static final int TASK_SET_FULL = 0x28;
    private static final int FLAGS = Operation.WITH_DATA | Operation.BLOCK_LENGTH;
    /** As three bytes of a block descriptor can say. */
    private static final int LONGEST_BLOCK = 0xFF_FFFF;

    private ReplyOutcome() {}

    /**
     * Judges it.
     *
     * @param asked bytes of data that the request was about
     * @throws UntrueReplyException when the protocol has no such answer to it
     */
    static Outcome of(CommandReply reply, int asked) throws UntrueReplyException {
        if (Integer.compareUnsigned(reply.length(), asked) > 0) {
            throw new UntrueReplyException(
                    "it moved " + Integer.toUnsignedString(reply.length()) + " bytes where " + asked + " were asked");
        }
        if ((reply.flags() & ~FLAGS) != 0) {
            throw new UntrueReplyException(
                    "it answered with flags " + Integer.toHexString(reply.flags()) + "h, some of which mean nothing");
        }
        if (reply.has(Operation.BLOCK_LENGTH) && Integer.compareUnsigned(reply.blockLength(), LONGEST_BLOCK) > 0) {
            throw new UntrueReplyException("it told blocks of " + Integer.toUnsignedString(reply.blockLength())
                    + " bytes, " + LONGEST_BLOCK + " are the most");
        }
        if (reply.result() != Operation.OK) {
            return Outcome.INTERNAL_TARGET_FAILURE;
        }
        return switch (reply.status()) {
            case GOOD -> Outcome.GOOD;
            case CONDITION_MET -> Outcome.CONDITION_MET;
            case BUSY -> Outcome.BUSY;
            case RESERVATION_CONFLICT -> Outcome.RESERVATION_CONFLICT;
            case TASK_SET_FULL -> Outcome.TASK_SET_FULL;
            case CHECK_CONDITION -> check(reply);
            default ->
                throw new UntrueReplyException("it answered status " + Integer.toHexString(reply.status())
                        + "h, which is not for it to answer");
        };
    }

    private static Outcome check(CommandReply reply) throws UntrueReplyException {
        if (reply.senseLength() > reply.sense().length) {
            throw new UntrueReplyException("it answered " + reply.senseLength() + " bytes of sense data, "
                    + reply.sense().length + " have room");
        }
        try {
            Outcome outcome = Outcome.check(Sense.received(reply.sense(), 0, reply.senseLength()));
            return reply.has(Operation.WITH_DATA) ? outcome.withData() : outcome;
        } catch (IllegalArgumentException unreadable) {
            throw new UntrueReplyException("it answered CHECK CONDITION with what is no sense data");
        }
    }
}
