package org.scst.iscsi.internal.trace;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A file in the format pcapng (draft-ietf-opsawg-pcapng): a section header, one Ethernet interface with times in nanoseconds, and one
 * enhanced packet block for each packet; all of it big-endian, which the first block says.
 *
 * <p><i>Threading:</i> confined to one thread. <i>Ownership:</i> closes the stream.
 */
final class PcapngWriter implements AutoCloseable {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int SECTION_HEADER_LENGTH = 28;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_DESCRIPTION_LENGTH = 32;
    private static final int ETHERNET = 1;
    private static final int TIME_RESOLUTION_OPTION = 9;
    private static final int NANOSECONDS = 9;
    private static final int ENHANCED_PACKET = 6;
    private static final int ENHANCED_PACKET_LENGTH = 32;

    private final DataOutputStream out;
    private long bytes;

    /** Begins the file. */
    PcapngWriter(OutputStream stream) throws IOException {
        out = new DataOutputStream(stream);
        out.writeInt(SECTION_HEADER);
        out.writeInt(SECTION_HEADER_LENGTH);
        out.writeInt(BYTE_ORDER_MAGIC);
        out.writeShort(1);
        out.writeShort(0);
        out.writeLong(-1);
        out.writeInt(SECTION_HEADER_LENGTH);
        out.writeInt(INTERFACE_DESCRIPTION);
        out.writeInt(INTERFACE_DESCRIPTION_LENGTH);
        out.writeShort(ETHERNET);
        out.writeShort(0);
        out.writeInt(0);
        out.writeShort(TIME_RESOLUTION_OPTION);
        out.writeShort(1);
        out.writeInt(NANOSECONDS << 24);
        out.writeInt(0);
        out.writeInt(INTERFACE_DESCRIPTION_LENGTH);
        bytes = SECTION_HEADER_LENGTH + INTERFACE_DESCRIPTION_LENGTH;
    }

    /** Bytes that were written. */
    long bytes() {
        return bytes;
    }

    /** Bytes that a packet of this length takes. */
    static long room(int length) {
        return ENHANCED_PACKET_LENGTH + (length + 3L & ~3L);
    }

    /**
     * Writes one packet.
     *
     * @param time since the epoch, in nanoseconds
     */
    void write(long time, byte[] packet) throws IOException {
        int room = (int) room(packet.length);
        out.writeInt(ENHANCED_PACKET);
        out.writeInt(room);
        out.writeInt(0);
        out.writeLong(time);
        out.writeInt(packet.length);
        out.writeInt(packet.length);
        out.write(packet);
        for (int padding = -packet.length & 3; padding > 0; padding--) {
            out.write(0);
        }
        out.writeInt(room);
        bytes += room;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
