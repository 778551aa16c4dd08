package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import org.scst.core.target.TargetCommand;

/**
 * What the session knows of one command in progress. Hangs on the mid-layer's recycled command, so that there are never more than
 * were once needed at a time.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> belongs to its session; owns
 * {@link #lastData} until it is sent.
 */
final class CommandState {
    private final Session session;
    private final DataOutTransfer dataOut;

    private TargetCommand command;
    private int tag;
    private int slot;
    private boolean immediate;
    private long expectedOut;
    private long expectedIn;

    /** Data-In PDUs sent so far. */
    int dataSN;
    /** Bytes sent in the current Data-In sequence. */
    int burst;
    /** The last Data-In, kept back so that the status can go with it; {@code null} when there is none. */
    ByteBuf lastData;
    /** Where {@link #lastData} belongs in the command's data. */
    int lastOffset;

    CommandState(Session session) {
        this.session = session;
        this.dataOut = new DataOutTransfer(session, this);
    }

    void begin(TargetCommand taken, int initiatorTaskTag, boolean immediateDelivery) {
        command = taken;
        tag = initiatorTaskTag;
        immediate = immediateDelivery;
        dataSN = 0;
        burst = 0;
    }

    /** The initiator has announced data in both directions, so many bytes each. */
    void announce(long out, long in) {
        expectedOut = out;
        expectedIn = in;
    }

    /** Whether data was announced in both directions: the response then has a residual for each. */
    boolean bidirectional() {
        return expectedIn > 0;
    }

    long expectedOut() {
        return expectedOut;
    }

    long expectedIn() {
        return expectedIn;
    }

    void end() {
        command = null;
        expectedOut = 0;
        expectedIn = 0;
        if (lastData != null) {
            lastData.release();
            lastData = null;
        }
    }

    boolean belongsTo(Session other) {
        return session.equals(other);
    }

    TargetCommand command() {
        return command;
    }

    /** Initiator Task Tag. */
    int tag() {
        return tag;
    }

    /** Whether it came for immediate delivery and holds no place in the command window. */
    boolean immediate() {
        return immediate;
    }

    /** Its place among the session's commands in progress. */
    int slot() {
        return slot;
    }

    void slot(int place) {
        slot = place;
    }

    DataOutTransfer dataOut() {
        return dataOut;
    }
}
