package org.scst.iscsi.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.Crc32cDigest;
import org.scst.iscsi.internal.pdu.Opcode;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/**
 * Finds the PDUs in the bytes of a connection and compares their digests (RFC 7143 11.1): header, additional header segments,
 * header digest, data segment, padding, data digest.
 *
 * <p>Lengths are judged on the first eight bytes of a header, before anything is awaited or taken. Additional header segments
 * have arrived and are covered by the digest when a SCSI Command is handed on; other PDUs must have none (RFC 7143 11.2.1.5).
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class PduFraming {
    /** More would drive out of the near caches what was read first. */
    private static final int LOOKED_AHEAD = 32;

    private final BasicHeaderSegment header = new BasicHeaderSegment();
    private final Crc32cDigest digest = new Crc32cDigest();

    /** The header of the streamed PDU, kept because its own bytes may be gone when the digest fails. */
    private final ByteBuf streamedHeader = Unpooled.buffer(BasicHeaderSegment.LENGTH, BasicHeaderSegment.LENGTH);

    private boolean headerDigest;
    private boolean dataDigest;
    private boolean streaming;
    private int dataRemaining;
    private int trailer;
    private int wanted;

    /** Says which digests follow from the next PDU on. */
    void digests(boolean header, boolean data) {
        headerDigest = header;
        dataDigest = data;
    }

    /** Bytes that the PDU at the reader index needs to be handed on, as far as known: room that a read must find. */
    int wanted() {
        return wanted;
    }

    /** Whether part of a PDU has come, and the rest is awaited. */
    boolean begun(ByteBuf in) {
        return streaming || in.isReadable();
    }

    /** Bytes that belong to the PDU whose header was handed on, from the reader index on; zero when a PDU begins there. */
    int unfinished() {
        return streaming ? dataRemaining + trailer : 0;
    }

    /** Says which LUNs the SCSI Commands that have arrived are for, when there are several; nothing is verified yet. */
    void lookAhead(ByteBuf in, Phase phase) {
        int at = in.readerIndex();
        int last = in.writerIndex() - BasicHeaderSegment.LENGTH;
        if (streaming || at + BasicHeaderSegment.LENGTH > last) {
            return;
        }
        for (int i = 0; i < LOOKED_AHEAD && at <= last; i++) {
            header.wrap(in, at);
            if (header.opcode() == Opcode.SCSI_COMMAND) {
                phase.expected(header.lun());
            }
            int length = header.dataSegmentLength();
            at += BasicHeaderSegment.LENGTH
                    + header.totalAhsLength()
                    + BasicHeaderSegment.padded(length)
                    + (headerDigest ? Crc32cDigest.LENGTH : 0)
                    + (dataDigest && length > 0 ? Crc32cDigest.LENGTH : 0);
        }
    }

    /** Whether part of a PDU has been handed on and the rest has not. */
    boolean withinPdu() {
        return streaming;
    }

    /**
     * Hands the next PDU, or what has arrived of it, to the phase.
     *
     * @return whether the PDU came to its end; {@code false} when more bytes are needed
     */
    boolean next(ByteBuf in, Phase phase) throws ProtocolViolation {
        if (streaming) {
            return stream(in, phase);
        }
        wanted = BasicHeaderSegment.LENGTH;
        int start = in.readerIndex();
        if (in.readableBytes() < BasicHeaderSegment.LENGTH) {
            return false;
        }
        header.wrap(in, start);
        int length = header.dataSegmentLength();
        if (length > phase.maximumDataSegmentLength()) {
            throw ProtocolViolation.connectionFailure(Opcode.name(header.opcode()) + " with a data segment of " + length
                    + " bytes, more than the " + phase.maximumDataSegmentLength() + " declared");
        }
        if (header.totalAhsLength() > 0 && header.opcode() != Opcode.SCSI_COMMAND) {
            throw ProtocolViolation.connectionFailure(Opcode.name(header.opcode())
                    + " with additional header segments, which only a SCSI Command may have");
        }
        int data = BasicHeaderSegment.LENGTH + header.totalAhsLength();
        if (headerDigest) {
            data += Crc32cDigest.LENGTH;
        }
        wanted = data;
        if (in.readableBytes() < data) {
            return false;
        }
        if (phase.streams(header.opcode())) {
            return beginStream(in, phase, start, data, length);
        }
        return whole(in, phase, start, data, length);
    }

    private boolean whole(ByteBuf in, Phase phase, int start, int data, int length) throws ProtocolViolation {
        int padded = BasicHeaderSegment.padded(length);
        int total = data + padded + (dataDigest && length > 0 ? Crc32cDigest.LENGTH : 0);
        wanted = total;
        if (in.readableBytes() < total) {
            return false;
        }
        verifyHeader(in, start, data);
        in.readerIndex(start + total);
        if (dataDigest && length > 0 && digest.of(in, start + data, padded) != in.getInt(start + data + padded)) {
            phase.dataDigestFailed(in, start);
        } else {
            phase.pduReceived(in, start, start + data, length);
        }
        return true;
    }

    private boolean beginStream(ByteBuf in, Phase phase, int start, int data, int length) throws ProtocolViolation {
        verifyHeader(in, start, data);
        in.readerIndex(start + data);
        streaming = true;
        dataRemaining = length;
        trailer = BasicHeaderSegment.padded(length) - length;
        if (dataDigest && length > 0) {
            trailer += Crc32cDigest.LENGTH;
            streamedHeader.setBytes(0, in, start, BasicHeaderSegment.LENGTH);
            digest.reset();
        }
        phase.headerReceived(in, start);
        return stream(in, phase);
    }

    private boolean stream(ByteBuf in, Phase phase) throws ProtocolViolation {
        int length = Math.min(dataRemaining, in.readableBytes());
        if (length > 0) {
            int index = in.readerIndex();
            if (dataDigest) {
                digest.update(in, index, length);
            }
            in.readerIndex(index + length);
            dataRemaining -= length;
            phase.dataReceived(in, index, length);
        }
        wanted = trailer;
        if (dataRemaining > 0 || in.readableBytes() < trailer) {
            return false;
        }
        boolean intact = trailer < Crc32cDigest.LENGTH || verifyData(in);
        in.skipBytes(trailer);
        streaming = false;
        phase.pduEnded(streamedHeader, intact);
        return true;
    }

    private boolean verifyData(ByteBuf in) {
        int padding = trailer - Crc32cDigest.LENGTH;
        digest.update(in, in.readerIndex(), padding);
        return digest.value() == in.getInt(in.readerIndex() + padding);
    }

    /** A wrong header digest leaves no way to find the next PDU: the connection ends (RFC 7143 7.8). */
    private void verifyHeader(ByteBuf in, int start, int data) throws ProtocolViolation {
        if (!headerDigest) {
            return;
        }
        int covered = data - Crc32cDigest.LENGTH;
        if (digest.of(in, start, covered) != in.getInt(start + covered)) {
            throw ProtocolViolation.connectionFailure("header digest error");
        }
    }
}
