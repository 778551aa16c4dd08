package org.scst.iscsi.internal.discovery;

import io.netty.buffer.ByteBuf;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.PduRate;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.pdu.TextRequest;
import org.scst.iscsi.internal.session.TextRequests;

/**
 * Text Requests that may not come too often: each is a few bytes, and its answer may name every target. Those that only fetch the
 * rest of an answer are not counted: with thousands of targets there are many.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
public final class RatedTextRequests implements TextRequests {
    private final TextRequests answers;
    private final Connection connection;
    private final PduRate rate;

    /**
     * @param answers what is asked
     * @param perSecond most requests within a second
     */
    public RatedTextRequests(TextRequests answers, Connection connection, int perSecond) {
        this.answers = answers;
        this.connection = connection;
        this.rate = new PduRate("Text Requests", perSecond);
    }

    @Override
    public void received(TextRequest request, ByteBuf text, int index, int length) throws ProtocolViolation {
        boolean fetches = length == 0 && request.targetTransferTag() != BasicHeaderSegment.RESERVED_TAG;
        if (!fetches) {
            rate.counted(connection.now());
        }
        answers.received(request, text, index, length);
    }

    @Override
    public boolean idle() {
        return answers.idle();
    }
}
