package org.scst.local.internal.outside;

import io.netty.buffer.ByteBuf;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TaskAttribute;
import org.scst.local.internal.nexus.Exchange;

/**
 * A command of another process. Its data goes between core's buffers and the shared memory by one copy, or
 * where it is read without waiting there by the kernel alone.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class OutsideCommand extends Exchange {
    private final OutsideConnection connection;
    private final long tag;
    private final int outOffset;
    private final int outLength;
    private final int inOffset;
    private final int inLength;
    private int received;

    /** What a command says of its data: both ranges lie in the shared memory. */
    record Data(int outOffset, int outLength, int inOffset, int inLength) {}

    OutsideCommand(OutsideConnection connection, long tag, long lun, byte[] cdb, TaskAttribute attribute, Data data) {
        super(lun, cdb, attribute);
        this.connection = connection;
        this.tag = tag;
        outOffset = data.outOffset();
        outLength = data.outLength();
        inOffset = data.inOffset();
        inLength = data.inLength();
    }

    /** One that an earlier revision has sent: it can only end. */
    static OutsideCommand lost(OutsideConnection connection, long tag) {
        return new OutsideCommand(connection, tag, 0, new byte[0], TaskAttribute.SIMPLE, new Data(0, 0, 0, 0));
    }

    long tag() {
        return tag;
    }

    /** Gives it an identifier that none of the connection's has had: it may be meant before it has been sent. */
    void identifiedBy(long own) {
        identify(own);
    }

    @Override
    protected long dataOut() {
        return outLength;
    }

    @Override
    protected long dataIn() {
        return inLength;
    }

    @Override
    protected void fill(int offset, int length, ByteBuf into) {
        connection.read(outOffset + offset, length, into);
    }

    @Override
    protected boolean place(int offset, int length, ScatterList into) {
        return offset == received && length <= inLength - offset && connection.place(inOffset + offset, length, into);
    }

    @Override
    protected void placed(int length) {
        received += length;
    }

    @Override
    protected void received(int offset, ByteBuf data) {
        int count = Math.min(data.readableBytes(), inLength - received);
        connection.write(inOffset + received, count, data);
        received += count;
        data.release();
    }

    @Override
    protected void ended(Outcome outcome, byte[] sense, long residual) {
        connection.respond(this, outcome.status().code(), true, sense, (int) residual, received);
    }

    @Override
    protected void unanswered(String cause) {
        connection.respond(this, 0, false, OutsideConnection.NO_SENSE, 0, received);
    }
}
