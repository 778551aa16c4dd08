package org.scst.passthru.internal.device;

import org.scst.core.linux.Errno;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.passthru.internal.generic.Completion;
import org.scst.passthru.internal.generic.HostStatus;

/**
 * What initiators are told of how a command of the device ended. The device's own word goes first; what adapter and kernel say in its
 * place becomes a status that an initiator knows what to do with.
 *
 * <p><i>Threading:</i> stateless.
 */
final class Outcomes {
    /** Is tried again by initiators, for a while. */
    private static final Outcome NO_ANSWER =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_UNIT_COMMUNICATION_TIME_OUT);

    private static final Outcome ENDED_ELSEWHERE =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
    private static final Outcome TRANSPORT_ERROR =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.PROTOCOL_SERVICE_CRC_ERROR);
    /** The device is not there any more. */
    static final Outcome GONE =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED);

    private Outcomes() {}

    /** Whether the device may have been taken out. */
    static boolean suspicious(Completion completion) {
        return switch (completion.error()) {
            case Errno.ENODEV, Errno.ENXIO, Errno.EIO -> true;
            default ->
                completion.hostStatus() == HostStatus.NO_CONNECT || completion.hostStatus() == HostStatus.BAD_TARGET;
        };
    }

    /** Of a completion whose sense data has been collected, if it has any. */
    static Outcome of(Completion completion) {
        if (completion.error() != 0) {
            return refused(completion.error());
        }
        if (completion.status() != 0) {
            return status(completion);
        }
        return completion.timedOut() ? NO_ANSWER : host(completion.hostStatus());
    }

    /** The kernel did not take it: the device has seen nothing. */
    private static Outcome refused(int error) {
        return switch (error) {
            case Errno.ENODEV, Errno.ENXIO, Errno.EIO -> GONE;
            case Errno.EAGAIN, Errno.EBUSY, Errno.ENOMEM, Errno.EINTR -> Outcome.BUSY;
            // More data, or a longer CDB, than the adapter or the kernel takes.
            case Errno.EINVAL, Errno.EFBIG, Errno.EOVERFLOW -> Outcome.INVALID_FIELD_IN_CDB;
            default -> Outcome.INTERNAL_TARGET_FAILURE;
        };
    }

    private static Outcome status(Completion completion) {
        Status status;
        try {
            status = Status.of(completion.status());
        } catch (IllegalArgumentException obsolete) {
            return Outcome.INTERNAL_TARGET_FAILURE;
        }
        return switch (status) {
            case CHECK_CONDITION -> check(completion.sense());
            case CONDITION_MET -> Outcome.CONDITION_MET;
            case RESERVATION_CONFLICT -> Outcome.RESERVATION_CONFLICT;
            case TASK_SET_FULL -> Outcome.TASK_SET_FULL;
            // An ACA condition of the device is the kernel's affair: no initiator could clear it.
            case BUSY, ACA_ACTIVE -> Outcome.BUSY;
            case TASK_ABORTED -> ENDED_ELSEWHERE;
            case GOOD -> Outcome.GOOD;
        };
    }

    private static Outcome check(byte[] sense) {
        try {
            return Outcome.check(Sense.received(sense, 0, sense.length));
        } catch (IllegalArgumentException unreadable) {
            return Outcome.INTERNAL_TARGET_FAILURE;
        }
    }

    private static Outcome host(int hostStatus) {
        return switch (hostStatus) {
            case HostStatus.OK -> Outcome.GOOD;
            case HostStatus.NO_CONNECT, HostStatus.BAD_TARGET, HostStatus.TRANSPORT_FAIL_FAST -> NO_ANSWER;
            case HostStatus.ABORT, HostStatus.RESET -> ENDED_ELSEWHERE;
            case HostStatus.BUS_BUSY,
                    HostStatus.SOFT_ERROR,
                    HostStatus.IMMEDIATE_RETRY,
                    HostStatus.REQUEUE,
                    HostStatus.TRANSPORT_DISRUPTED,
                    HostStatus.TRANSPORT_MARGINAL -> Outcome.BUSY;
            case HostStatus.PARITY -> TRANSPORT_ERROR;
            case HostStatus.NEXUS_FAILURE -> Outcome.RESERVATION_CONFLICT;
            case HostStatus.ALLOCATION_FAILURE -> Outcome.SPACE_ALLOCATION_FAILED;
            case HostStatus.MEDIUM_ERROR -> Outcome.UNRECOVERED_READ_ERROR;
            default -> Outcome.INTERNAL_TARGET_FAILURE;
        };
    }
}
