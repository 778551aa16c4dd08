package org.scst.iscsi.internal.discovery;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
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
 * Answers Text Requests (RFC 7143 11.10, 11.11). Both a request and its answer may span several PDUs; a request without Target
 * Transfer Tag begins anew and drops what was under way.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
public final class TextAnswers implements TextRequests {
    /** Bytes of an answer that go out at once, whatever the initiator says it takes: the rest it has to ask for. */
    private static final int LARGEST_PART = 64 * 1024;

    private static final String REJECT = "Reject";

    /** Keys that speak of a login, or that are the target's own to say. */
    private static final Set<String> OF_LOGIN =
            Set.of("InitiatorName", "TargetName", "SessionType", "AuthMethod", "TargetAddress", "TargetPortalGroupTag");

    private final Connection connection;
    private final int longest;
    private final BiFunction<String, List<Map.Entry<String, String>>, Boolean> sendTargets;
    private final KeyValues text = new KeyValues();
    private final TextResponse response = new TextResponse();
    private IntConsumer listener = length -> {};
    private int segmentLength;

    /** What the initiator has declared in the exchange under way, or zero. */
    private int declared;

    /** The answer being sent, or {@code null} while text of the initiator is awaited. */
    private byte[] answer;

    private int sent;
    private int tag = BasicHeaderSegment.RESERVED_TAG;
    private int lastTag;

    /**
     * @param segmentLength longest data segment that the initiator takes
     * @param longest longest data segment that is sent, whatever the initiator takes
     * @param sendTargets answers a value of SendTargets, or returns {@code false} when it is not allowed here
     */
    public TextAnswers(
            Connection connection,
            int segmentLength,
            int longest,
            BiFunction<String, List<Map.Entry<String, String>>, Boolean> sendTargets) {
        this.connection = connection;
        this.longest = longest;
        this.segmentLength = Math.min(segmentLength, longest);
        this.sendTargets = sendTargets;
    }

    @Override
    public void onDeclared(IntConsumer interested) {
        listener = interested;
    }

    @Override
    public void received(TextRequest request, ByteBuf buffer, int index, int length) throws ProtocolViolation {
        try {
            verify(request, length);
            take(request, buffer, index, length);
        } catch (TextFormatException e) {
            forget();
            throw ProtocolViolation.reject(RejectReason.PROTOCOL_ERROR, e.getMessage());
        }
    }

    @Override
    public boolean idle() {
        return tag == BasicHeaderSegment.RESERVED_TAG && answer == null;
    }

    private void verify(TextRequest request, int length) throws ProtocolViolation, TextFormatException {
        if (request.targetTransferTag() == BasicHeaderSegment.RESERVED_TAG) {
            forget();
        } else if (request.targetTransferTag() != tag) {
            throw ProtocolViolation.reject(RejectReason.INVALID_PDU_FIELD, "a Text Request that goes on from nothing");
        }
        if (request.continues() && request.finalPdu()) {
            throw new TextFormatException("F and C are both set");
        }
        if (answer != null && length > 0) {
            throw new TextFormatException("text before the answer was sent to its end");
        }
    }

    private void forget() {
        text.clear();
        answer = null;
        declared = 0;
        sent = 0;
        tag = BasicHeaderSegment.RESERVED_TAG;
    }

    private void take(TextRequest request, ByteBuf buffer, int index, int length)
            throws TextFormatException, ProtocolViolation {
        if (answer == null) {
            text.append(buffer, index, length);
            answer = request.continues() ? new byte[0] : KeyValues.encode(answers(text.take()));
        }
        int part = Math.min(Math.min(answer.length - sent, segmentLength), LARGEST_PART);
        connection.output().reserveAnswer(part);
        boolean ended = sent + part == answer.length;
        // F only answers F: an initiator that has more to say gets a tag to say it with (RFC 7143 11.11.1).
        boolean last = ended && request.finalPdu();
        send(request, last, !ended, part);
        sent += part;
        if (last && declared > 0) {
            segmentLength = declared;
            declared = 0;
            listener.accept(segmentLength);
        }
        if (ended) {
            answer = null;
            sent = 0;
        }
    }

    private List<Map.Entry<String, String>> answers(Map<String, String> pairs) {
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        pairs.forEach((key, value) -> {
            switch (key) {
                case "SendTargets" -> {
                    if (!sendTargets.apply(value, answers)) {
                        answers.add(Map.entry(key, REJECT));
                    }
                }
                case "MaxRecvDataSegmentLength" -> declare(key, value, answers);
                case "InitiatorAlias" -> {
                    // For people; it wants no answer.
                }
                default -> answers.add(Map.entry(key, known(key) ? REJECT : "NotUnderstood"));
            }
        });
        return answers;
    }

    /** Of the operational keys the only one that can be said after login (RFC 7143 clause 13, "Use"). */
    private void declare(String key, String value, List<Map.Entry<String, String>> answers) {
        int number = OperationalKey.MaxRecvDataSegmentLength.number(value);
        if (number < 0) {
            answers.add(Map.entry(key, REJECT));
        } else {
            declared = Math.min(number, longest);
        }
    }

    private static boolean known(String key) {
        return OperationalKey.of(key) != null || OF_LOGIN.contains(key);
    }

    private void send(TextRequest request, boolean last, boolean continues, int part) {
        tag = last ? BasicHeaderSegment.RESERVED_TAG : tagOfSequence();
        connection.output().beginWithStatus(response);
        response.sequence(last, continues);
        response.initiatorTaskTag(request.initiatorTaskTag());
        response.lun(request.lun());
        response.targetTransferTag(tag);
        ByteBuf segment = connection.output().allocate(Math.max(part, 1));
        connection.output().finish(response, segment.writeBytes(answer, sent, part));
    }

    private int tagOfSequence() {
        if (tag != BasicHeaderSegment.RESERVED_TAG) {
            return tag;
        }
        lastTag = lastTag + 1 & 0xFFFF;
        return lastTag;
    }
}
