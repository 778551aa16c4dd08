package org.scst.vdisk.internal.cdrom;

import java.nio.ByteBuffer;

/**
 * A feature descriptor of GET CONFIGURATION.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param code FEATURE CODE
 * @param version of the feature
 * @param persistent whether it is always current
 * @param current whether it can be used now
 * @param data what is particular to it, a multiple of four bytes
 */
record Feature(int code, int version, boolean persistent, boolean current, byte... data) {
    private static final int PROFILE_LIST = 0x0000;
    private static final int CORE = 0x0001;
    private static final int MORPHING = 0x0002;
    private static final int REMOVABLE_MEDIUM = 0x0003;
    private static final int RANDOM_READABLE = 0x0010;
    private static final int CD_READ = 0x001E;
    private static final int DVD_READ = 0x001F;
    private static final int PHYSICAL_INTERFACE_SCSI = 1;
    private static final int TRAY_LOAD_EJECT_LOCK = 0x20 | 0x10 | 0x08 | 0x01;
    static final int BLOCK_LENGTH = 2048;

    void put(ByteBuffer answer) {
        answer.putShort((short) code);
        answer.put((byte) (version << 2 | (persistent ? 0x02 : 0) | (current ? 0x01 : 0)));
        answer.put((byte) data.length).put(data);
    }

    /** All of a drive with such a disc, by rising code. */
    static Feature[] of(DiscType disc) {
        return new Feature[] {
            new Feature(PROFILE_LIST, 0, true, true, profiles(disc)),
            new Feature(
                    CORE,
                    2,
                    true,
                    true,
                    bytes(8).putInt(PHYSICAL_INTERFACE_SCSI).array()),
            new Feature(MORPHING, 1, true, true, bytes(4).array()),
            new Feature(
                    REMOVABLE_MEDIUM,
                    2,
                    true,
                    true,
                    bytes(4).put((byte) TRAY_LOAD_EJECT_LOCK).array()),
            new Feature(RANDOM_READABLE, 0, false, disc != DiscType.NONE, readable(disc)),
            // No audio, no C2 error information, no CD-Text.
            new Feature(CD_READ, 2, false, disc == DiscType.CD_ROM, bytes(4).array()),
            new Feature(DVD_READ, 1, false, disc == DiscType.DVD_ROM, bytes(4).array())
        };
    }

    private static byte[] profiles(DiscType disc) {
        ByteBuffer list = bytes(8);
        for (DiscType offered : new DiscType[] {DiscType.DVD_ROM, DiscType.CD_ROM}) {
            list.putShort((short) offered.profile())
                    .put((byte) (offered == disc ? 1 : 0))
                    .put((byte) 0);
        }
        return list.array();
    }

    private static byte[] readable(DiscType disc) {
        return bytes(8).putInt(BLOCK_LENGTH)
                .putShort((short) Math.max(1, disc.blocking()))
                .array();
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length);
    }
}
