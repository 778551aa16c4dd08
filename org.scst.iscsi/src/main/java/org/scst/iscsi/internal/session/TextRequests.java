package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import java.util.function.IntConsumer;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.pdu.TextRequest;

/**
 * Answers Text Requests of a session (RFC 7143 11.10).
 *
 * <p><i>Threading:</i> called on the connection's event loop.
 */
@FunctionalInterface
public interface TextRequests {
    /**
     * A Text Request has come; the answer is sent through the connection's output.
     *
     * @param request its header; borrowed
     * @param text its data segment lies here; borrowed
     * @param index where it begins
     * @param length its bytes
     */
    void received(TextRequest request, ByteBuf text, int index, int length) throws ProtocolViolation;

    /**
     * Tells whom it may concern of each new MaxRecvDataSegmentLength that the initiator declares (RFC 7143 13.12), once the answer to
     * it was sent.
     *
     * @param listener is given the longest data segment that may be sent from then on, in bytes
     */
    default void onDeclared(IntConsumer listener) {}

    /** Whether neither a request nor its answer is under way over several PDUs. */
    default boolean idle() {
        return true;
    }
}
