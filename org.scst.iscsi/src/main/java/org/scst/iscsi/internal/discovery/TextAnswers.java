package org.scst.iscsi.internal.discovery;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.pdu.RejectReason;
import org.scst.iscsi.internal.pdu.TextRequest;
import org.scst.iscsi.internal.pdu.TextResponse;
import org.scst.iscsi.internal.session.TextRequests;
import org.scst.iscsi.internal.text.KeyValues;
import org.scst.iscsi.internal.text.OperationalKey;
import org.scst.iscsi.internal.text.TextFormatException;

/**
 * Answers Text Requests, long answers in several Text Responses (RFC 7143 11.10, 11.11).
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
public final class TextAnswers implements TextRequests {
    private final Connection connection;
    private final int segmentLength;
    private final BiFunction<String, List<Map.Entry<String, String>>, Boolean> sendTargets;
    private final KeyValues text = new KeyValues();
    private final TextResponse response = new TextResponse();
    private byte[] rest = new byte[0];
    private int at;
    private int tag;

    /**
     * @param segmentLength longest data segment that the initiator takes
     * @param sendTargets answers a value of SendTargets, or returns {@code false} when it is not allowed here
     */
    public TextAnswers(
            Connection connection,
            int segmentLength,
            BiFunction<String, List<Map.Entry<String, String>>, Boolean> sendTargets) {
        this.connection = connection;
        this.segmentLength = segmentLength;
        this.sendTargets = sendTargets;
    }

    @Override
    public void received(TextRequest request, ByteBuf buffer, int index, int length) throws ProtocolViolation {
        if (request.targetTransferTag() != BasicHeaderSegment.RESERVED_TAG) {
            goOn(request, length);
            return;
        }
        rest = new byte[0];
        at = 0;
        try {
            text.append(buffer, index, length);
            if (request.continues()) {
                send(request, false);
                return;
            }
            rest = KeyValues.encode(answers(text.take()));
        } catch (TextFormatException e) {
            throw ProtocolViolation.reject(RejectReason.PROTOCOL_ERROR, e.getMessage());
        }
        send(request, true);
    }

    private void goOn(TextRequest request, int length) throws ProtocolViolation {
        if (request.targetTransferTag() != tag || at >= rest.length && !request.continues() && length != 0) {
            throw ProtocolViolation.reject(RejectReason.INVALID_PDU_FIELD, "a Text Request that goes on from nothing");
        }
        send(request, true);
    }

    private List<Map.Entry<String, String>> answers(Map<String, String> pairs) {
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        pairs.forEach((key, value) -> {
            if (key.equals("SendTargets")) {
                if (!sendTargets.apply(value, answers)) {
                    answers.add(Map.entry(key, "Reject"));
                }
            } else {
                answers.add(Map.entry(key, OperationalKey.of(key) == null ? "NotUnderstood" : "Reject"));
            }
        });
        return answers;
    }

    private void send(TextRequest request, boolean answered) {
        int part = Math.min(rest.length - at, segmentLength);
        boolean last = answered && at + part == rest.length;
        tag = last ? BasicHeaderSegment.RESERVED_TAG : request.initiatorTaskTag() ^ 0x5C57;
        connection.output().beginWithStatus(response);
        response.sequence(last, !last && answered);
        response.initiatorTaskTag(request.initiatorTaskTag());
        response.lun(request.lun());
        response.targetTransferTag(tag);
        connection
                .output()
                .finish(
                        response,
                        connection.output().allocate(Math.max(part, 1)).writeBytes(rest, at, part));
        at += part;
    }
}
