package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.nexus.CopyOperation;
import org.scst.core.internal.primary.ParameterData;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * What is asked of the copy manager about a copy with a list identifier, in progress or ended (SPC-4, RECEIVE COPY RESULTS).
 *
 * <p><i>Threading:</i> stateless; reads what is confined to the nexus's executor.
 */
final class ReceiveCopyResults implements CommandHandler {
    private static final int LIST_IDENTIFIER_OFFSET = 2;
    private static final Outcome UNKNOWN = Outcome.check(Sense.invalidFieldInCdb(LIST_IDENTIFIER_OFFSET, 7));

    private static final int IN_PROGRESS = 0x00;
    private static final int DONE = 0x01;
    private static final int FAILED = 0x02;
    private static final int DONE_PARTLY = 0x03;
    private static final int BYTES = 0x00;
    private static final int LOGICAL_BLOCKS = 0xF1;
    private static final int IN_PROGRESS_FOREGROUND = 0x11;
    private static final int TERMINATED = 0x60;
    private static final int KIBIBYTES = 0x01;
    private static final int DETAILS_HEADER = 60;
    private static final int STATUS_HEADER_LID4 = 32;
    private static final int NO_ESTIMATE = 0xFFFF_FFFE;

    private final boolean fourBytes;
    private final Picture picture;

    /** Tells of one operation; {@code null} when that one has nothing to tell. */
    @FunctionalInterface
    private interface Picture {
        byte[] of(CopyOperation operation, int blockLength);
    }

    /** @param fourBytes of the LIST IDENTIFIER; else it has one */
    private ReceiveCopyResults(boolean fourBytes, Picture picture) {
        this.fourBytes = fourBytes;
        this.picture = picture;
    }

    static CommandHandler statusLid1() {
        return new ReceiveCopyResults(false, ReceiveCopyResults::status);
    }

    static CommandHandler failureDetailsLid1() {
        return new ReceiveCopyResults(false, ReceiveCopyResults::failureDetails);
    }

    static CommandHandler statusLid4() {
        return new ReceiveCopyResults(true, ReceiveCopyResults::longStatus);
    }

    static CommandHandler rodTokenInformation() {
        return new ReceiveCopyResults(true, ReceiveCopyResults::rodTokenInformation);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        long identifier = fourBytes
                ? command.cdb().u32(LIST_IDENTIFIER_OFFSET)
                : command.cdb().u8(LIST_IDENTIFIER_OFFSET);
        CopyOperation operation = ((Command) command).copyOperations().find(identifier);
        int blockLength = ((Command) command).view().blockLength();
        byte[] told = operation == null ? null : picture.of(operation, blockLength);
        return told == null ? UNKNOWN : ParameterData.send(command, told);
    }

    private static int status(Outcome outcome) {
        if (outcome == null) {
            return IN_PROGRESS;
        }
        return outcome.isSuccess() ? DONE : FAILED;
    }

    private static byte[] status(CopyOperation operation, int blockLength) {
        boolean large = operation.bytes() >>> 32 != 0;
        return ByteBuffer.allocate(12)
                .putInt(8)
                .put((byte) status(operation.outcome()))
                .putShort((short) operation.segments())
                .put((byte) (large ? KIBIBYTES : 0))
                .putInt((int) (large ? operation.bytes() >>> 10 : operation.bytes()))
                .array();
    }

    private static int statusLid4(CopyOperation operation) {
        if (operation.outcome() == null) {
            return IN_PROGRESS_FOREGROUND;
        }
        if (operation.cancelled()) {
            return TERMINATED;
        }
        int status = status(operation.outcome());
        return status == DONE && operation.isPartial() ? DONE_PARTLY : status;
    }

    private static byte[] longStatus(CopyOperation operation, int blockLength) {
        return longStatus(operation, BYTES, operation.bytes());
    }

    /** The status, then the ROD token if there is one. */
    private static byte[] rodTokenInformation(CopyOperation operation, int blockLength) {
        byte[] status = longStatus(operation, LOGICAL_BLOCKS, operation.bytes() / blockLength);
        byte[] token = operation.rodToken();
        int descriptor = token.length == 0 ? 0 : 2 + token.length;
        ByteBuffer data = ByteBuffer.allocate(status.length + Integer.BYTES + descriptor)
                .put(status)
                .putInt(0, status.length + descriptor);
        data.putInt(status.length, descriptor);
        if (token.length > 0) {
            data.put(status.length + Integer.BYTES + 2, token);
        }
        return data.array();
    }

    private static byte[] longStatus(CopyOperation operation, int units, long count) {
        Outcome outcome = operation.outcome();
        byte[] sense = outcome == null ? new byte[0] : sense(outcome);
        return ByteBuffer.allocate(STATUS_HEADER_LID4 + sense.length)
                .putInt(STATUS_HEADER_LID4 + sense.length - Integer.BYTES)
                .put((byte) operation.serviceAction())
                .put((byte) statusLid4(operation))
                .putInt(8, NO_ESTIMATE)
                .put(12, (byte) (outcome == null ? 0 : outcome.status().code()))
                .put(13, (byte) sense.length)
                .put(14, (byte) sense.length)
                .put(15, (byte) units)
                .putLong(16, count)
                .putShort(24, (short) operation.segments())
                .put(STATUS_HEADER_LID4, sense)
                .array();
    }

    private static byte[] sense(Outcome outcome) {
        if (outcome.sense() == null) {
            return new byte[0];
        }
        byte[] sense = new byte[Sense.MAX_LENGTH];
        return Arrays.copyOf(sense, outcome.sense().writeFixed(sense, 0));
    }

    private static byte[] failureDetails(CopyOperation operation, int blockLength) {
        Outcome outcome = operation.outcome();
        if (outcome == null) {
            return null;
        }
        if (outcome.sense() == null) {
            return new byte[Integer.BYTES]; // no details are available
        }
        byte[] sense = sense(outcome);
        return ByteBuffer.allocate(DETAILS_HEADER + sense.length)
                .putInt(0, DETAILS_HEADER + sense.length - Integer.BYTES)
                .put(56, (byte) status(outcome))
                .putShort(58, (short) sense.length)
                .put(DETAILS_HEADER, sense)
                .array();
    }
}
