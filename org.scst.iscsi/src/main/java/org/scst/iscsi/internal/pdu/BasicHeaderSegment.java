package org.scst.iscsi.internal.pdu;

import io.netty.buffer.ByteBuf;

/**
 * The Basic Header Segment that every PDU begins with (RFC 7143 11.2.1):
 *
 * <pre>
 *  0  .|I| opcode     the initiator's immediate bit, operation code
 *  1  F| opcode-specific (to byte 3)
 *  4  TotalAHSLength  in words of four bytes
 *  5  DataSegmentLength (three bytes), without padding
 *  8  LUN, or opcode-specific (to byte 15)
 * 16  Initiator Task Tag
 * 20  opcode-specific (to byte 47)
 * </pre>
 *
 * <p>A flyweight over a buffer of somebody else; its subclasses name the fields of one PDU. {@link #wrap} looks at what is there,
 * {@code compose} of a subclass that a target sends clears 48 bytes and begins anew.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> none; must not outlive the call that received
 * the buffer.
 */
public class BasicHeaderSegment {
    /** Bytes of a BHS. */
    public static final int LENGTH = 48;

    /** The tag that names no task (RFC 7143 11.2.1.8, 11.7.4). */
    public static final int RESERVED_TAG = 0xffff_ffff;

    /** Largest length that fits into DataSegmentLength. */
    public static final int MAXIMUM_DATA_SEGMENT_LENGTH = 0xff_ffff;

    static final int FINAL = 0x80;
    private static final int IMMEDIATE = 0x40;
    private static final int OPCODE_MASK = 0x3f;
    private static final int OPCODE_OFFSET = 0;
    private static final int FLAGS_OFFSET = 1;
    private static final int TOTAL_AHS_LENGTH_OFFSET = 4;
    private static final int DATA_SEGMENT_LENGTH_OFFSET = 5;
    private static final int LUN_OFFSET = 8;
    private static final int INITIATOR_TASK_TAG_OFFSET = 16;

    private ByteBuf buffer;
    private int offset;

    /** Shows the 48 bytes of {@code buffer} that begin at {@code offset}. */
    public final void wrap(ByteBuf buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Clears the 48 bytes at {@code offset} and begins a PDU there. */
    final void begin(ByteBuf buffer, int offset, int opcode, int flags) {
        wrap(buffer, offset);
        for (int index = 0; index < LENGTH; index += Long.BYTES) {
            buffer.setLong(offset + index, 0);
        }
        buffer.setByte(offset + OPCODE_OFFSET, opcode);
        buffer.setByte(offset + FLAGS_OFFSET, flags);
    }

    /** The buffer shown. */
    public final ByteBuf buffer() {
        return buffer;
    }

    /** Where the header begins in {@link #buffer()}. */
    public final int offset() {
        return offset;
    }

    /** Operation code, one of {@link Opcode}. */
    public final int opcode() {
        return int8(OPCODE_OFFSET) & OPCODE_MASK;
    }

    /** Whether the PDU is marked for immediate delivery (RFC 7143 4.2.2.1). */
    public final boolean immediate() {
        return (int8(OPCODE_OFFSET) & IMMEDIATE) != 0;
    }

    /** The F bit; in login PDUs the T bit. */
    public final boolean finalPdu() {
        return (flags() & FINAL) != 0;
    }

    /** Length of all additional header segments in bytes, 0 to 1020. */
    public final int totalAhsLength() {
        return int8(TOTAL_AHS_LENGTH_OFFSET) * Integer.BYTES;
    }

    /** Length of the data segment in bytes, without padding. */
    public final int dataSegmentLength() {
        return buffer.getUnsignedMedium(offset + DATA_SEGMENT_LENGTH_OFFSET);
    }

    /** Sets the length of the data segment in bytes, without padding. */
    public final void dataSegmentLength(int length) {
        if (length < 0 || length > MAXIMUM_DATA_SEGMENT_LENGTH) {
            throw new IllegalArgumentException("data segment of " + length + " bytes");
        }
        buffer.setMedium(offset + DATA_SEGMENT_LENGTH_OFFSET, length);
    }

    /** The eight bytes of the LUN field as one big-endian number. */
    public final long lun() {
        return buffer.getLong(offset + LUN_OFFSET);
    }

    /** Sets the eight bytes of the LUN field. */
    public final void lun(long lun) {
        buffer.setLong(offset + LUN_OFFSET, lun);
    }

    /** Initiator Task Tag. */
    public final int initiatorTaskTag() {
        return int32(INITIATOR_TASK_TAG_OFFSET);
    }

    /** Sets the Initiator Task Tag. */
    public final void initiatorTaskTag(int tag) {
        int32(INITIATOR_TASK_TAG_OFFSET, tag);
    }

    /** Bytes that a segment of {@code length} bytes takes on the wire: padded to a word (RFC 7143 11.2.3). */
    public static int padded(int length) {
        return (length + 3) & ~3;
    }

    final int flags() {
        return int8(FLAGS_OFFSET);
    }

    final void flags(int flags) {
        int8(FLAGS_OFFSET, flags);
    }

    final void setFlag(int flag, boolean value) {
        flags(value ? flags() | flag : flags() & ~flag);
    }

    final int int8(int field) {
        return buffer.getByte(offset + field) & 0xff;
    }

    final void int8(int field, int value) {
        buffer.setByte(offset + field, value);
    }

    final int int16(int field) {
        return buffer.getUnsignedShort(offset + field);
    }

    final void int16(int field, int value) {
        buffer.setShort(offset + field, value);
    }

    final int int32(int field) {
        return buffer.getInt(offset + field);
    }

    final void int32(int field, int value) {
        buffer.setInt(offset + field, value);
    }

    final long unsigned32(int field) {
        return buffer.getUnsignedInt(offset + field);
    }

    @Override
    public String toString() {
        if (buffer == null) {
            return getClass().getSimpleName();
        }
        return Opcode.name(opcode()) + (immediate() ? " I" : "") + (finalPdu() ? " F" : "") + " itt "
                + Integer.toHexString(initiatorTaskTag()) + " data " + dataSegmentLength() + fields();
    }

    /** What the subclass adds to {@link #toString()}, beginning with a space. */
    String fields() {
        return "";
    }
}
