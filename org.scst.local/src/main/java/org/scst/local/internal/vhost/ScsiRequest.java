package org.scst.local.internal.vhost;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskAttribute;
import org.scst.local.internal.nexus.Exchange;

/**
 * A command of a guest's (VIRTIO 1.2 5.6.6.1). Its data goes between core's buffers and the guest's by one copy, or where
 * it is read without waiting there by the kernel alone.
 *
 * <pre>
 *   from the driver    0 LUN   8 identifier   16 task attribute   17 priority   18 CRN   19 CDB     (51 bytes), Data-Out
 *   from the device    0 sense length   4 residual   8 status qualifier   10 status   11 response   12 sense   (108 bytes), Data-In
 * </pre>
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class ScsiRequest extends Exchange {
    static final int CDB_LENGTH = 32;
    static final int SENSE_LENGTH = 96;
    static final int HEADER = 19 + CDB_LENGTH;
    static final int RESPONSE_HEADER = 12;
    static final int RESPONSE_LENGTH = RESPONSE_HEADER + SENSE_LENGTH;

    static final int OK = 0;
    static final int ABORTED = 2;
    static final int BAD_TARGET = 3;
    static final int RESET = 4;
    static final int FAILURE = 9;

    private final ScsiQueues queues;
    private final Vring ring;
    private final Vring.Chain chain;
    private final GuestBuffers dataOut;
    private final GuestBuffers dataIn;
    private int received;

    private ScsiRequest(ScsiQueues queues, Vring ring, Vring.Chain chain, byte[] header) {
        super(VirtioLun.bytes(header, 0), cdb(header), attribute(header[16]));
        this.queues = queues;
        this.ring = ring;
        this.chain = chain;
        dataOut = chain.readable().after(HEADER);
        dataIn = chain.writable().after(RESPONSE_LENGTH);
    }

    /**
     * Takes a request from its chain.
     *
     * @throws GuestException when there is no room for header or response
     */
    static ScsiRequest of(ScsiQueues queues, Vring ring, Vring.Chain chain) throws GuestException {
        if (chain.readable().length() < HEADER || chain.writable().length() < RESPONSE_LENGTH) {
            throw new GuestException("a SCSI request without room for its header or its response");
        }
        byte[] header = chain.readable().bytes(0, HEADER);
        ScsiRequest request = new ScsiRequest(queues, ring, chain, header);
        request.identify(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong(8));
        return request;
    }

    /** The guest's field has a fixed length; a CDB of group 3 says its own, others have that of their group. */
    private static byte[] cdb(byte[] header) {
        int operationCode = header[19] & 0xFF;
        int length = switch (operationCode >> 5) {
            case 0 -> 6;
            case 1, 2 -> 10;
            case 4 -> 16;
            case 5 -> 12;
            default -> CDB_LENGTH;
        };
        return Arrays.copyOfRange(header, 19, 19 + length);
    }

    private static TaskAttribute attribute(byte code) {
        return switch (code & 7) {
            case 1 -> TaskAttribute.ORDERED;
            case 2 -> TaskAttribute.HEAD_OF_QUEUE;
            case 3 -> TaskAttribute.ACA;
            default -> TaskAttribute.SIMPLE;
        };
    }

    @Override
    protected long dataOut() {
        return dataOut.length();
    }

    @Override
    protected long dataIn() {
        return dataIn.length();
    }

    @Override
    protected void fill(int offset, int length, ByteBuf into) {
        if (!queues.touch(() -> dataOut.read(offset, length, into))) {
            throw new IllegalStateException("the guest has gone with its data");
        }
    }

    @Override
    protected boolean place(int offset, int length, ScatterList into) {
        return queues.isOpen() && dataIn.list(offset, length, into);
    }

    @Override
    protected void placed(int length) {
        received += length;
    }

    @Override
    protected void received(int offset, ByteBuf data) {
        queues.touch(() -> received += dataIn.write(offset, data));
        data.release();
    }

    @Override
    protected void ended(Outcome outcome, byte[] sense, long residual) {
        respond(OK, outcome.status(), sense, Math.abs(residual));
    }

    /** Linux gives up what was aborted, and repeats what a reset has ended. */
    @Override
    protected void unanswered(String cause) {
        respond(queues.isAborted(identifier()) ? ABORTED : RESET, Status.GOOD, new byte[0], 0);
    }

    /** By what the driver's next revision finds it. */
    VhostState.Unanswered unanswered() {
        return new VhostState.Unanswered(ring.index, chain.head());
    }

    /** It cannot be sent. */
    void refuse(int response) {
        respond(response, Status.GOOD, new byte[0], 0);
    }

    private void respond(int response, Status status, byte[] sense, long residual) {
        queues.ended(this);
        int senseLength = Math.min(sense.length, SENSE_LENGTH);
        byte[] bytes = ByteBuffer.allocate(RESPONSE_HEADER + senseLength)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(senseLength)
                .putInt((int) Math.min(residual, 0xFFFF_FFFFL))
                .putShort((short) 0)
                .put((byte) status.code())
                .put((byte) response)
                .put(sense, 0, senseLength)
                .array();
        queues.touch(() -> {
            chain.writable().write(0, bytes);
            queues.used(ring, chain, RESPONSE_LENGTH + (long) received);
        });
    }
}
