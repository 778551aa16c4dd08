package org.scst.passthru.internal.device;

import java.nio.ByteBuffer;

/**
 * How large the medium of a device is, as its READ CAPACITY says, whoever has asked.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param blocks logical blocks; {@link #UNKNOWN} as long as nobody knows: then the device is the judge of every address
 * @param blockLength bytes
 * @param certain whether the device has said so and nothing has come since that may have changed it: else no blocks are moved
 */
record MediumFacts(long blocks, int blockLength, boolean certain) {
    static final long UNKNOWN = Long.MAX_VALUE;
    /** No logical blocks, or no medium. */
    static final MediumFacts NONE = new MediumFacts(UNKNOWN, 1, true);

    private static final int SHORT_LENGTH = 8;
    private static final int LONG_LENGTH = 32;
    private static final int LEAST_OF_LONG = 12;
    private static final int LARGEST_BLOCK = 1 << 24;

    /** The medium may be another, or have another block length; what was known stands until the device says. */
    MediumFacts doubted() {
        return new MediumFacts(blocks, blockLength, false);
    }

    /** Asks the device; {@code null} when it does not say. */
    static MediumFacts read(DeviceQueries device) {
        byte[] brief = device.in(SHORT_LENGTH, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        MediumFacts facts = brief == null ? null : ofShort(brief);
        if (facts != null && facts.blocks() < UNKNOWN) {
            return facts;
        }
        byte[] full = device.in(LONG_LENGTH, 0x9E, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, LONG_LENGTH, 0, 0);
        MediumFacts longer = full == null ? null : ofLong(full);
        return longer == null ? facts : longer;
    }

    /** Of parameter data of READ CAPACITY(10); {@code null} when it is none, of unknown size when it cannot tell. */
    static MediumFacts ofShort(byte[] data) {
        if (data.length < SHORT_LENGTH) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(data);
        long last = Integer.toUnsignedLong(bytes.getInt(0));
        return of(last == 0xFFFF_FFFFL ? -1 : last, bytes.getInt(4));
    }

    /** Of parameter data of READ CAPACITY(16), which an allocation length may have cut; {@code null} when too little of it is there. */
    static MediumFacts ofLong(byte[] data) {
        if (data.length < LEAST_OF_LONG) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(data);
        return of(bytes.getLong(0), bytes.getInt(8));
    }

    private static MediumFacts of(long last, int blockLength) {
        boolean sensible = blockLength > 0 && blockLength <= LARGEST_BLOCK;
        return sensible ? new MediumFacts(last < 0 ? UNKNOWN : last + 1, blockLength, true) : null;
    }
}
