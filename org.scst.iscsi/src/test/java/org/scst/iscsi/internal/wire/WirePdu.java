package org.scst.iscsi.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One PDU as bytes, composed and read by offsets that are written out here once more, so that a wrong offset in the code under
 * test does not cancel out.
 *
 * <p><i>Threading:</i> confined to one test.
 */
public final class WirePdu {
    private static final int HEADER = 48;

    private final ByteBuffer header;
    private byte[] ahs = {};
    private byte[] data = {};

    private WirePdu(byte[] header) {
        this.header = ByteBuffer.wrap(header);
    }

    /** An empty PDU with this first byte. */
    public static WirePdu opcode(int first) {
        WirePdu pdu = new WirePdu(new byte[HEADER]);
        return pdu.int8(0, first);
    }

    /** SCSI Command; flags: F 80h, R 40h, W 20h, attribute. */
    public static WirePdu command(int tag, int cmdSN, int flags, int expected) {
        return opcode(0x01)
                .int8(1, flags)
                .int32(16, tag)
                .int32(20, expected)
                .int32(24, cmdSN)
                .int8(32, 0x12);
    }

    /** SCSI Data-Out. */
    public static WirePdu dataOut(int tag, int transferTag, int dataSN, int offset, byte[] bytes) {
        return opcode(0x05)
                .int32(16, tag)
                .int32(20, transferTag)
                .int32(36, dataSN)
                .int32(40, offset)
                .data(bytes);
    }

    /** Task Management Function Request. */
    public static WirePdu taskManagement(int tag, int cmdSN, int function) {
        return opcode(0x02)
                .int8(1, 0x80 | function)
                .int32(16, tag)
                .int32(20, -1)
                .int32(24, cmdSN);
    }

    /** NOP-Out that wants an answer. */
    public static WirePdu nopOut(int tag, int cmdSN) {
        return opcode(0x00).int8(1, 0x80).int32(16, tag).int32(20, -1).int32(24, cmdSN);
    }

    /** Logout Request. */
    public static WirePdu logout(int tag, int cmdSN, int reason) {
        return opcode(0x06).int8(1, 0x80 | reason).int32(16, tag).int32(24, cmdSN);
    }

    /** Login Request with text; flags: T 80h, C 40h, CSG and NSG. */
    public static WirePdu login(int flags, long isid, int tsih, String... pairs) {
        return opcode(0x43)
                .int8(1, flags)
                .int64(8, isid << 16 | tsih)
                .int32(16, 0x10)
                .int16(20, 1)
                .int32(24, 5)
                .int32(28, 9)
                .data(text(pairs));
    }

    /** Immediate Text Request; flags: F 80h, C 40h. */
    public static WirePdu text(int flags, int tag, int transferTag, String... pairs) {
        return opcode(0x44).int8(1, flags).int32(16, tag).int32(20, transferTag).data(text(pairs));
    }

    /** Pairs as text, each with its final zero. */
    public static byte[] text(String... pairs) {
        return pairs.length == 0 ? new byte[0] : (String.join("\0", pairs) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** The pairs of the data segment, in order. */
    public List<String> pairs() {
        String text = new String(data, StandardCharsets.UTF_8);
        return text.isEmpty() ? List.of() : List.of(text.split("\0"));
    }

    public WirePdu immediate() {
        return int8(0, int8(0) | 0x40);
    }

    public WirePdu finalPdu() {
        return int8(1, int8(1) | 0x80);
    }

    public WirePdu int8(int offset, int value) {
        header.put(offset, (byte) value);
        return this;
    }

    public WirePdu int16(int offset, int value) {
        header.putShort(offset, (short) value);
        return this;
    }

    public WirePdu int32(int offset, int value) {
        header.putInt(offset, value);
        return this;
    }

    public WirePdu int64(int offset, long value) {
        header.putLong(offset, value);
        return this;
    }

    /** Sets the data segment and its length. */
    public WirePdu data(byte[] bytes) {
        data = bytes;
        header.put(5, (byte) (bytes.length >> 16)).putShort(6, (short) bytes.length);
        return this;
    }

    /** Sets the additional header segments, whole words. */
    public WirePdu ahs(byte[] bytes) {
        ahs = bytes;
        return int8(4, bytes.length / 4);
    }

    public int opcode() {
        return int8(0) & 0x3f;
    }

    public int int8(int offset) {
        return header.get(offset) & 0xff;
    }

    public int int16(int offset) {
        return header.getShort(offset) & 0xffff;
    }

    public int int32(int offset) {
        return header.getInt(offset);
    }

    public byte[] data() {
        return data;
    }

    public byte[] header() {
        return header.array();
    }

    /** The PDU as it goes over the wire without digests. */
    public byte[] bytes() {
        return bytes(false, false);
    }

    /** The PDU as it goes over the wire. */
    public byte[] bytes(boolean headerDigest, boolean dataDigest) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + ahs.length + data.length + 16);
        out.put(header.array()).put(ahs);
        if (headerDigest) {
            putDigest(out, 0);
        }
        if (data.length > 0) {
            int start = out.position();
            out.put(data).put(new byte[-data.length & 3]);
            if (dataDigest) {
                putDigest(out, start);
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void putDigest(ByteBuffer out, int from) {
        CRC32C crc = new CRC32C();
        crc.update(out.array(), from, out.position() - from);
        out.putInt(Integer.reverseBytes((int) crc.getValue()));
    }

    /** Reads the PDU at the position, and compares its digests. */
    public static WirePdu read(ByteBuffer in, boolean headerDigest, boolean dataDigest) {
        byte[] bytes = new byte[HEADER];
        int start = in.position();
        in.get(bytes);
        WirePdu pdu = new WirePdu(bytes);
        if (headerDigest) {
            compareDigest(in, start);
        }
        int length = pdu.int8(5) << 16 | pdu.int16(6);
        int dataStart = in.position();
        pdu.data = new byte[length];
        in.get(pdu.data);
        in.position(in.position() + (-length & 3));
        if (dataDigest && length > 0) {
            compareDigest(in, dataStart);
        }
        return pdu;
    }

    private static void compareDigest(ByteBuffer in, int from) {
        CRC32C crc = new CRC32C();
        crc.update(in.array(), from, in.position() - from);
        if (in.getInt() != Integer.reverseBytes((int) crc.getValue())) {
            throw new AssertionError("wrong digest");
        }
    }

    @Override
    public String toString() {
        return "opcode " + Integer.toHexString(opcode()) + " tag " + int32(16) + " data " + data.length;
    }
}
