package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
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
}
