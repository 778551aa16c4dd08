package org.scst.iscsi.internal.connection;

import io.netty.buffer.ByteBuf;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/**
 * What a connection does with its PDUs at the time: login, discovery session, full feature phase of a normal session.
 *
 * <p>A PDU comes in one of two ways. Most come <i>whole</i>, once header and data segment are there:
 * {@link #pduReceived}. A phase that {@link #streams} an operation code gets its header at once, the data segment piece by piece
 * as it arrives, and the end when the digest was compared: {@link #headerReceived}, {@link #dataReceived}, {@link #pduEnded}.
 *
 * <p>A {@link ProtocolViolation} that leaves a method here ends the connection; what is to be answered by Reject is answered
 * inside the phase.
 *
 * <p><i>Threading:</i> called on the connection's event loop. <i>Ownership:</i> buffers are borrowed until return.
 */
public interface Phase {
    /** Whether the log hears of each connection that ends in this phase, whatever their number: somebody has lost a session. */
    default boolean everyEndIsTold() {
        return true;
    }

    /** Longest data segment that was declared to the initiator, in bytes. */
    int maximumDataSegmentLength();

    /**
     * A PDU has arrived with its data.
     *
     * @param buffer holds both
     * @param header where the BHS begins
     * @param data where the data segment begins
     * @param length of the data segment without padding
     */
    void pduReceived(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation;

    /** The data digest of a whole PDU did not match: its header, but not its data, can be relied upon. */
    void dataDigestFailed(ByteBuf buffer, int header) throws ProtocolViolation;

    /** A SCSI Command for this LUN has arrived, and is handed on after those before it. */
    default void expected(long lun) {}

    /** Whether PDUs with this operation code are streamed. */
    default boolean streams(int opcode) {
        return false;
    }

    /** The header of a streamed PDU has arrived and its digest is right. */
    default void headerReceived(ByteBuf buffer, int header) throws ProtocolViolation {}

    /** Part of a streamed PDU's data segment has arrived. */
    default void dataReceived(ByteBuf buffer, int index, int length) {}

    /**
     * A streamed PDU is complete.
     *
     * @param header bytes of its BHS, when the digest was compared
     * @param intact whether its data digest was right, or there is none
     */
    default void pduEnded(ByteBuf header, boolean intact) throws ProtocolViolation {}

    /** Everything that one read brought has been handed in. */
    default void batchEnded() {}

    /** Whether, while the driver withdraws, somebody here waits for what comes next: other PDUs are for the next revision. */
    default boolean awaitsMore() {
        return true;
    }

    /** The oldest {@code responses} that were announced by {@link PduOutput#responseQueued()} have left. */
    default void delivered(int responses) {}

    /** The connection goes on after an update of the driver; what the earlier revision has read and not parsed comes next. */
    default void resumed() throws ProtocolViolation {}

    /** What waits to be sent has fallen below the low-water mark again. */
    default void writable() throws ProtocolViolation {}

    /** About once a second. */
    default void tick(long nanoTime) throws ProtocolViolation {}

    /**
     * The service wants this connection gone: politely when the phase has a way to say so, at the latest after two seconds.
     *
     * @param reason for the log
     * @param withdrawal whether the driver withdraws: then a nexus is left to core, which keeps what belongs to it over an update
     *     or a planned restart, and the connection to the next revision where that can be ({@link Detachment})
     */
    void closeRequested(String reason, boolean withdrawal);

    /** The connection is gone; called once. */
    void connectionLost();
}
