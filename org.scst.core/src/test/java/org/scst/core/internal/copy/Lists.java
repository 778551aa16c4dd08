package org.scst.core.internal.copy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Parameter lists of EXTENDED COPY as an initiator makes them.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class Lists {
    /** LIST ID USAGE: the result is not to be kept. */
    public static final int DISCARD = 2 << 3;
    /** LIST ID USAGE: there is no list identifier. */
    public static final int NONE = 3 << 3;

    private final ByteArrayOutputStream sources = new ByteArrayOutputStream();
    private final ByteArrayOutputStream segments = new ByteArrayOutputStream();

    /** Adds a logical unit by its NAA designator. */
    public Lists naa(long naa) {
        return source(0xE4, 1, 3, ByteBuffer.allocate(8).putLong(naa).array(), 512);
    }

    /** Adds a CSCD descriptor. */
    public Lists source(int typeCode, int codeSet, int designatorType, byte[] designator, int blockLength) {
        ByteBuffer descriptor = ByteBuffer.allocate(32)
                .put(0, (byte) typeCode)
                .put(4, (byte) codeSet)
                .put(5, (byte) designatorType)
                .put(7, (byte) designator.length)
                .putInt(28, blockLength);
        descriptor.put(8, designator);
        sources.writeBytes(descriptor.array());
        return this;
    }

    /** Adds a segment from block device to block device. */
    public Lists copy(int source, long sourceLba, int destination, long lba, int blocks) {
        segments.writeBytes(ByteBuffer.allocate(28)
                .put((byte) 0x02)
                .putShort(2, (short) 24)
                .putShort(4, (short) source)
                .putShort(6, (short) destination)
                .putShort(10, (short) blocks)
                .putLong(12, sourceLba)
                .putLong(20, lba)
                .array());
        return this;
    }

    /** Adds a segment that verifies a device. */
    public Lists verify(int source, boolean testUnitReady) {
        segments.writeBytes(ByteBuffer.allocate(12)
                .put((byte) 0x07)
                .putShort(2, (short) 8)
                .putShort(4, (short) source)
                .put(8, (byte) (testUnitReady ? 1 : 0))
                .array());
        return this;
    }

    /** The parameter list of EXTENDED COPY(LID1). */
    public byte[] lid1(int identifier, int flags) {
        return ByteBuffer.allocate(16 + sources.size() + segments.size())
                .put((byte) identifier)
                .put((byte) flags)
                .putShort((short) sources.size())
                .putInt(8, segments.size())
                .put(16, sources.toByteArray())
                .put(16 + sources.size(), segments.toByteArray())
                .array();
    }

    /** The parameter list of EXTENDED COPY(LID4). */
    public byte[] lid4(int identifier, int flags) {
        return ByteBuffer.allocate(48 + sources.size() + segments.size())
                .put((byte) 0x01)
                .put((byte) flags)
                .putShort((short) 0x20)
                .put(16, (byte) 0xFF)
                .putInt(20, identifier)
                .putShort(42, (short) sources.size())
                .putShort(44, (short) segments.size())
                .put(48, sources.toByteArray())
                .put(48 + sources.size(), segments.toByteArray())
                .array();
    }

    /** A CDB with a 32-bit length at byte 10. */
    public static byte[] cdb(int operationCode, int serviceAction, int length) {
        return ByteBuffer.allocate(16)
                .put((byte) operationCode)
                .put((byte) serviceAction)
                .putInt(10, length)
                .array();
    }

    /** RECEIVE COPY STATUS(LID1) and its like. */
    public static byte[] receive(int serviceAction, int identifier, int allocation) {
        byte[] cdb = cdb(0x84, serviceAction, allocation);
        cdb[2] = (byte) identifier;
        return cdb;
    }

    /** RECEIVE COPY STATUS(LID4) and its like. */
    public static byte[] receiveLid4(int serviceAction, int identifier, int allocation) {
        return ByteBuffer.wrap(cdb(0x84, serviceAction, allocation))
                .putInt(2, identifier)
                .array();
    }

    /** COPY OPERATION ABORT. */
    public static byte[] abort(int identifier) {
        return ByteBuffer.wrap(cdb(0x83, 0x1C, 0)).putInt(2, identifier).array();
    }
}
