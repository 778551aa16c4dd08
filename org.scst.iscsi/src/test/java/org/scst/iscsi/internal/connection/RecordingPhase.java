package org.scst.iscsi.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/** A phase that writes down what it is told; it streams PDUs of one opcode. */
final class RecordingPhase implements Phase {
    static final int STREAMED = 5;

    final List<Long> expected = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    int streamed = STREAMED;
    int largest = 1 << 20;
    ProtocolViolation violation;
    RuntimeException defect;
    RuntimeException defectOfTick;
    private final StringBuilder data = new StringBuilder();

    @Override
    public int maximumDataSegmentLength() {
        return largest;
    }

    @Override
    public void expected(long lun) {
        expected.add(lun >>> 48);
    }

    @Override
    public boolean streams(int opcode) {
        return opcode == streamed;
    }

    @Override
    public void pduReceived(ByteBuf buffer, int header, int index, int length) throws ProtocolViolation {
        events.add("whole " + tag(buffer, header) + " " + ByteBufUtil.hexDump(buffer, index, length));
        if (violation != null) {
            throw violation;
        }
        if (defect != null) {
            throw defect;
        }
    }

    @Override
    public void dataDigestFailed(ByteBuf buffer, int header) {
        events.add("damaged " + tag(buffer, header));
    }

    @Override
    public void headerReceived(ByteBuf buffer, int header) {
        events.add("header " + tag(buffer, header));
        data.setLength(0);
    }

    @Override
    public void dataReceived(ByteBuf buffer, int index, int length) {
        data.append(ByteBufUtil.hexDump(buffer, index, length));
    }

    @Override
    public void pduEnded(ByteBuf header, boolean intact) {
        events.add("end " + data + (intact ? "" : " damaged " + tag(header, 0)));
    }

    @Override
    public void batchEnded() {
        // Not of interest here.
    }

    @Override
    public void delivered(int responses) {
        events.add("delivered " + responses);
    }

    @Override
    public void closeRequested(String reason, boolean withdrawal) {
        events.add("close " + reason);
    }

    @Override
    public void connectionLost() {
        events.add("lost");
    }

    private static int tag(ByteBuf buffer, int header) {
        return buffer.getInt(header + 16);
    }

    @Override
    public void tick(long nanoTime) {
        if (defectOfTick != null) {
            throw defectOfTick;
        }
    }
}
