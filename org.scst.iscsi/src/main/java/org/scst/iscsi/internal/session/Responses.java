package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.Status;
import org.scst.core.target.TargetCommand;
import org.scst.iscsi.internal.connection.PduOutput;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.ScsiDataIn;
import org.scst.iscsi.internal.pdu.ScsiResponse;

/**
 * Data-In and the responses of commands (RFC 7143 11.4, 11.7).
 *
 * <p>Data is cut at the initiator's MaxRecvDataSegmentLength; every MaxBurstLength, and at the end, a PDU carries the F bit. When
 * a command that sent data ends GOOD, the status goes with its last Data-In; everything else is a SCSI Response.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> data given here is passed on to the output.
 */
final class Responses {
    private static final int SENSE_LENGTH_FIELD = Short.BYTES;

    private final PduOutput output;
    private final SessionErrors errors;
    private final int largestBurst;
    private final ScsiDataIn dataIn = new ScsiDataIn();
    private final ScsiResponse response = new ScsiResponse();
    private final byte[] sense = new byte[Sense.MAX_LENGTH];
    private int largestSegment;

    Responses(PduOutput output, OperationalParameters parameters, SessionErrors errors) {
        this.output = output;
        this.errors = errors;
        this.largestSegment = parameters.maxXmitDataSegmentLength();
        this.largestBurst = parameters.maxBurstLength();
    }

    /** From the next data on. */
    void largestSegment(int bytes) {
        largestSegment = bytes;
    }

    /**
     * Data of a command.
     *
     * @param data taken
     * @param last whether the response follows: then the data is kept back to go with it
     */
    void dataIn(CommandState state, int offset, ByteBuf data, boolean last) {
        if (last) {
            state.lastData = data;
            state.lastOffset = offset;
        } else {
            send(state, offset, data, false, null);
        }
    }

    /** The command has ended: its status, as its outcome and residual say. */
    void complete(CommandState state) {
        TargetCommand command = state.command();
        Outcome outcome = command.outcome();
        ByteBuf data = state.lastData;
        if (data != null) {
            state.lastData = null;
            boolean collapse = outcome.status() == Status.GOOD && data.isReadable() && !state.bidirectional();
            send(state, state.lastOffset, data, true, collapse ? command : null);
            if (collapse) {
                output.responseQueued();
                return;
            }
        }
        respond(state, command, outcome);
        output.responseQueued();
    }

    private void respond(CommandState state, TargetCommand command, Outcome outcome) {
        output.beginWithStatus(response);
        response.initiatorTaskTag(state.tag());
        response.response(ScsiResponse.COMMAND_COMPLETED)
                .status(outcome.status().code())
                .expDataSN(state.dataSN);
        residuals(state, command.residual());
        if (outcome.sense() == null) {
            output.finish(response);
            return;
        }
        errors.checkCondition(outcome.sense());
        int length = command.writeSense(sense, 0);
        ByteBuf segment = output.allocate(SENSE_LENGTH_FIELD + length);
        segment.writeShort(length).writeBytes(sense, 0, length);
        output.finish(response, segment);
    }

    /** Of a command that was announced in both directions nothing of the other direction has moved: its data goes one way. */
    private void residuals(CommandState state, long residual) {
        if (!state.bidirectional()) {
            response.residual(residual);
        } else if (state.dataSN > 0) {
            response.residual(-state.expectedOut()).bidirectionalReadResidual(residual);
        } else {
            response.residual(Math.max(residual, -state.expectedOut())).bidirectionalReadResidual(-state.expectedIn());
        }
    }

    /**
     * Sends a stretch of data.
     *
     * @param data taken
     * @param lastOfCommand whether no more data follows
     * @param collapsed the command whose GOOD status goes with the last PDU, or {@code null}
     */
    private void send(CommandState state, int offset, ByteBuf data, boolean lastOfCommand, TargetCommand collapsed) {
        int at = offset;
        int rest = data.readableBytes();
        while (rest > 0) {
            int length = Math.min(Math.min(rest, largestSegment), largestBurst - state.burst);
            rest -= length;
            composeHeader(state, at, length, lastOfCommand && rest == 0);
            if (rest == 0) {
                if (collapsed != null) {
                    dataIn.status(collapsed.outcome().status().code(), collapsed.residual());
                    output.useStatSN(dataIn);
                }
                output.finish(dataIn, data);
                return;
            }
            output.finish(dataIn, data.readRetainedSlice(length));
            at += length;
        }
        data.release();
    }

    private void composeHeader(CommandState state, int offset, int length, boolean lastOfCommand) {
        state.burst += length;
        boolean endsSequence = lastOfCommand || state.burst == largestBurst;
        if (endsSequence) {
            state.burst = 0;
        }
        output.begin(dataIn);
        dataIn.initiatorTaskTag(state.tag());
        dataIn.finalPdu(endsSequence)
                .targetTransferTag(BasicHeaderSegment.RESERVED_TAG)
                .dataSN(state.dataSN++)
                .bufferOffset(offset);
    }
}
