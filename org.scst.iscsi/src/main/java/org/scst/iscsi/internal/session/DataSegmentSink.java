package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/**
 * Where the data segment of the PDU that is arriving goes.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> the source is borrowed until return.
 */
interface DataSegmentSink {
    /** The data belongs to nobody: it is read and forgotten. */
    DataSegmentSink NOBODY = new DataSegmentSink() {
        @Override
        public void data(ByteBuf source, int index, int length) {
            // Forgotten.
        }

        @Override
        public void end(boolean intact) {
            // Nobody waits for it.
        }
    };

    /** The next bytes of the segment. */
    void data(ByteBuf source, int index, int length);

    /**
     * The PDU is complete.
     *
     * @param intact whether its data digest was right, or there is none
     */
    void end(boolean intact) throws ProtocolViolation;
}
