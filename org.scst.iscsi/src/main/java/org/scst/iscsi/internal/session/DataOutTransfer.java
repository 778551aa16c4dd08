package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import org.scst.core.target.DataOutResult;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.ScsiCommand;
import org.scst.iscsi.internal.pdu.ScsiDataOut;

/**
 * The Data-Out of one command: immediate, unsolicited and solicited (RFC 7143 4.2.5.2, 11.7, 11.8).
 *
 * <p>The mid-layer asks for <i>windows</i>; the initiator sends <i>sequences</i>. Bytes go from the receive buffer straight to
 * the window they belong to, as they arrive. Unsolicited bytes that nobody has asked for yet are held, at most FirstBurstLength of
 * them. What remains of a window once the unsolicited sequence has ended is solicited by R2Ts of at most MaxBurstLength.
 *
 * <p>A window is answered when the PDU with its last byte is complete. After an error nothing more is solicited, and the windows
 * are answered when every open sequence has come to its last PDU (RFC 7143 7.8).
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> owns held bytes; windows' buffers are borrowed.
 */
final class DataOutTransfer implements DataSegmentSink {
    private static final int MOST_WINDOWS = 2;
    private static final int MOST_SOLICITED = 4;

    private final Session session;
    private final CommandState owner;
    private final DataOutWindow[] windows = {new DataOutWindow(), new DataOutWindow()};
    private final DataOutSequence unsolicited = new DataOutSequence();
    private final DataOutSequence[] solicited = new DataOutSequence[MOST_SOLICITED];

    private int oldest;
    private int windowCount;
    private int solicitedCount;
    private int solicitedTo;
    private int r2tSN;
    private int incarnation;
    private long lastActivity;
    private DataOutSequence arriving;
    private boolean arrivingLast;
    private ByteBuf held;
    private int heldOffset;
    private DataOutResult failure;

    DataOutTransfer(Session session, CommandState owner) {
        this.session = session;
        this.owner = owner;
        for (int index = 0; index < MOST_SOLICITED; index++) {
            solicited[index] = new DataOutSequence();
        }
    }

    /** A SCSI Command has come; its data segment, if there is one, follows. */
    void begin(ScsiCommand pdu) {
        int immediate = pdu.dataSegmentLength();
        boolean more = pdu.write() && !pdu.finalPdu();
        OperationalParameters parameters = session.parameters();
        long expected = pdu.write() ? pdu.expectedDataTransferLength() : 0;
        int limit = (int) Math.min(parameters.firstBurstLength(), expected);
        unsolicited.open(BasicHeaderSegment.RESERVED_TAG, 0, limit);
        solicitedTo = 0;
        r2tSN = 0;
        failure = null;
        if (immediate == 0 && !more) {
            unsolicited.close();
            return;
        }
        lastActivity = session.lastReceived();
        if (immediate > 0) {
            arriving = unsolicited;
            arrivingLast = !more;
        }
        if (!pdu.write() || immediate > 0 && !parameters.immediateData() || more && parameters.initialR2T()) {
            fail(DataOutResult.UNEXPECTED_UNSOLICITED_DATA);
        } else if (immediate > limit) {
            fail(DataOutResult.WRONG_AMOUNT);
        }
    }

    /**
     * A Data-Out has come; its data segment follows.
     *
     * @return whether it belongs to a sequence that this command waits for
     */
    boolean received(ScsiDataOut pdu) {
        DataOutSequence sequence = sequence(pdu.targetTransferTag());
        if (sequence == null) {
            return false;
        }
        arriving = sequence;
        arrivingLast = pdu.finalPdu();
        lastActivity = session.lastReceived();
        if (!sequence.inOrder(pdu.dataSN())) {
            // A PDU is missing: it is treated as one whose digest was wrong (RFC 7143 7.9).
            fail(DataOutResult.DIGEST_ERROR);
        } else if (pdu.bufferOffset() != sequence.position() || pdu.dataSegmentLength() > sequence.remaining()) {
            fail(DataOutResult.WRONG_AMOUNT);
        }
        sequence.countPdu(pdu.dataSN());
        return true;
    }

    @Override
    public void data(ByteBuf source, int index, int length) {
        if (arriving == null || failure != null) {
            return;
        }
        int from = index;
        int rest = length;
        while (rest > 0) {
            int position = arriving.position();
            DataOutWindow window = windowAt(position);
            int count = rest;
            if (window == null) {
                hold(position, source, from, count);
            } else {
                count = Math.min(rest, window.end() - position);
                window.put(position, source, from, count);
            }
            arriving.advance(count);
            from += count;
            rest -= count;
        }
    }

    @Override
    public void end(boolean intact) {
        DataOutSequence sequence = arriving;
        if (sequence == null) {
            return;
        }
        arriving = null;
        if (!intact) {
            fail(DataOutResult.DIGEST_ERROR);
        }
        if (arrivingLast) {
            close(sequence);
        }
        progress();
    }

    private void close(DataOutSequence sequence) {
        sequence.close();
        if (sequence.transferTag() == BasicHeaderSegment.RESERVED_TAG) {
            return;
        }
        solicitedCount--;
        if (sequence.remaining() > 0) {
            fail(DataOutResult.WRONG_AMOUNT);
        }
    }

    /** The mid-layer asks for a window. */
    void request(int offset, int length, ByteBuf into) {
        if (windowCount == MOST_WINDOWS) {
            throw new IllegalStateException("a third window of " + owner.command());
        }
        DataOutWindow window = windows[(oldest + windowCount) & 1];
        window.open(offset, length, into);
        windowCount++;
        fillFromHeld(window);
        progress();
    }

    /** Nothing more is to be fetched: the windows are answered now. */
    void terminate() {
        failure = DataOutResult.TERMINATED;
        answerAll();
    }

    /** The command has ended: sequences still open leave tombstones. */
    void finish(Tombstones tombstones) {
        incarnation++;
        if (arriving != null && arrivingLast) {
            arriving.close();
        }
        arriving = null;
        bury(unsolicited, tombstones);
        for (DataOutSequence sequence : solicited) {
            bury(sequence, tombstones);
        }
        solicitedCount = 0;
        windowCount = 0;
        releaseHeld();
    }

    /** The connection is gone while the mid-layer keeps the command for the driver's next revision: lets go of what was held. */
    void abandon() {
        failure = DataOutResult.TERMINATED;
        windowCount = 0;
        releaseHeld();
    }

    /** Whether the initiator owes data. */
    boolean owed() {
        return anyOpen();
    }

    /** Whether the initiator has owed data since before {@code then}. */
    boolean owedSinceBefore(long then) {
        return anyOpen() && lastActivity - then < 0;
    }

    private void bury(DataOutSequence sequence, Tombstones tombstones) {
        if (sequence.isOpen()) {
            tombstones.add(owner.tag(), sequence.transferTag());
            sequence.close();
        }
    }

    private void fail(DataOutResult result) {
        if (failure == null) {
            failure = result;
        }
    }

    /** Answers what can be answered and solicits what can be solicited. Answering may end this command or ask for more. */
    private void progress() {
        if (failure != null) {
            if (arriving == null && !anyOpen()) {
                answerAll();
            }
            return;
        }
        int now = incarnation;
        while (windowCount > 0 && arriving == null && windows[oldest].complete()) {
            answer(DataOutResult.OK);
            if (now != incarnation || failure != null) {
                return;
            }
        }
        solicit();
    }

    private void answerAll() {
        int now = incarnation;
        while (now == incarnation && windowCount > 0) {
            answer(failure);
        }
    }

    private void answer(DataOutResult result) {
        DataOutWindow window = windows[oldest];
        oldest ^= 1;
        windowCount--;
        session.nexus().dataOutReceived(owner.command(), window.offset(), window.close(), result);
    }

    private void solicit() {
        if (unsolicited.isOpen()) {
            return;
        }
        int most = Math.min(session.parameters().maxOutstandingR2T(), MOST_SOLICITED);
        for (int index = 0; index < windowCount; index++) {
            DataOutWindow window = windows[(oldest + index) & 1];
            int from = Math.max(Math.max(solicitedTo, unsolicited.position()), window.offset());
            while (from < window.end() && solicitedCount < most) {
                int length = Math.min(session.parameters().maxBurstLength(), window.end() - from);
                solicit(from, length);
                from += length;
            }
        }
    }

    private void solicit(int offset, int length) {
        int tag = session.newTransferTag(owner);
        freeSequence().open(tag, offset, offset + length);
        solicitedCount++;
        solicitedTo = offset + length;
        lastActivity = session.now();
        session.sendReadyToTransfer(owner, tag, r2tSN++, offset, length);
    }

    private DataOutSequence freeSequence() {
        for (DataOutSequence sequence : solicited) {
            if (!sequence.isOpen()) {
                return sequence;
            }
        }
        throw new IllegalStateException("every sequence is open");
    }

    private DataOutSequence sequence(int transferTag) {
        if (transferTag == BasicHeaderSegment.RESERVED_TAG) {
            return unsolicited.isOpen() ? unsolicited : null;
        }
        for (DataOutSequence sequence : solicited) {
            if (sequence.isOpen() && sequence.transferTag() == transferTag) {
                return sequence;
            }
        }
        return null;
    }

    private boolean anyOpen() {
        return solicitedCount > 0 || unsolicited.isOpen();
    }

    private DataOutWindow windowAt(int position) {
        for (int index = 0; index < windowCount; index++) {
            DataOutWindow window = windows[(oldest + index) & 1];
            if (window.contains(position)) {
                return window;
            }
        }
        return null;
    }

    private void hold(int position, ByteBuf source, int index, int length) {
        if (held == null) {
            held = session.allocate(unsolicited.remaining());
            session.memory().takeAnyway(held.capacity());
            heldOffset = position;
        }
        held.writeBytes(source, index, length);
    }

    private void fillFromHeld(DataOutWindow window) {
        if (held == null || !window.contains(heldOffset)) {
            return;
        }
        int count = Math.min(held.readableBytes(), window.end() - heldOffset);
        window.put(heldOffset, held, held.readerIndex(), count);
        held.skipBytes(count);
        heldOffset += count;
        if (!held.isReadable()) {
            releaseHeld();
        }
    }

    private void releaseHeld() {
        if (held != null) {
            session.memory().giveBack(held.capacity());
            held.release();
            held = null;
        }
    }
}
