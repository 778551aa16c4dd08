package org.scst.iscsi.internal.trace;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One TCP connection as it will look in the file: Ethernet, IP and TCP headers are made up around the bytes that were seen, with the
 * addresses of both ends. The target's port is always 3260, by which iSCSI is recognised.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param initiator its end
 * @param target the portal
 */
record Conversation(InetSocketAddress initiator, InetSocketAddress target) {
    static final int ISCSI_PORT = 3260;
    static final int SYN = 0x02;
    static final int ACK = 0x10;
    static final int PSH = 0x08;

    private static final int ETHERNET_HEADER = 14;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int TCP = 6;
    private static final int IPV4_TYPE = 0x0800;
    private static final int IPV6_TYPE = 0x86DD;
    private static final int IPV4_CHECKSUM_OFFSET = 10;
    private static final int IPV4_ADDRESSES_OFFSET = 12;
    private static final int TCP_CHECKSUM_OFFSET = 16;
    private static final int HOPS = 64;
    private static final short WINDOW = -1;
    private static final long LOCAL_MAC = 0x0200_0000_0000L;

    /**
     * A whole Ethernet frame.
     *
     * @param fromInitiator which way it goes
     * @param sequence TCP's number of the first byte
     * @param acknowledged TCP's number of the byte that the other end is to send next
     * @param flags of TCP
     */
    byte[] frame(boolean fromInitiator, long sequence, long acknowledged, int flags, byte[] bytes) {
        InetAddress from = fromInitiator ? initiator.getAddress() : target.getAddress();
        InetAddress to = fromInitiator ? target.getAddress() : initiator.getAddress();
        boolean four = from instanceof Inet4Address && to instanceof Inet4Address;
        byte[] source = four ? from.getAddress() : sixteen(from);
        byte[] destination = four ? to.getAddress() : sixteen(to);
        int segment = TCP_HEADER + bytes.length;
        int network = four ? IPV4_HEADER : IPV6_HEADER;
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET_HEADER + network + segment);
        mac(frame, fromInitiator ? 2 : 1);
        mac(frame, fromInitiator ? 1 : 2);
        frame.putShort((short) (four ? IPV4_TYPE : IPV6_TYPE));
        if (four) {
            ipv4(frame, segment, source, destination);
        } else {
            frame.putInt(0x6000_0000).putShort((short) segment).put((byte) TCP).put((byte) HOPS);
            frame.put(source).put(destination);
        }
        int tcp = frame.position();
        frame.putShort((short) (fromInitiator ? initiator.getPort() : ISCSI_PORT));
        frame.putShort((short) (fromInitiator ? ISCSI_PORT : initiator.getPort()));
        frame.putInt((int) sequence).putInt((int) acknowledged);
        frame.putShort((short) (TCP_HEADER / Integer.BYTES << 12 | flags))
                .putShort(WINDOW)
                .putInt(0)
                .put(bytes);
        long pseudoHeader = sum(ByteBuffer.wrap(source), 0, source.length)
                + sum(ByteBuffer.wrap(destination), 0, destination.length)
                + TCP
                + segment;
        frame.putShort(tcp + TCP_CHECKSUM_OFFSET, folded(pseudoHeader + sum(frame, tcp, segment)));
        return frame.array();
    }

    private static void mac(ByteBuffer frame, int end) {
        long address = LOCAL_MAC | end;
        frame.putShort((short) (address >> 32)).putInt((int) address);
    }

    private static void ipv4(ByteBuffer frame, int segment, byte[] source, byte[] destination) {
        int start = frame.position();
        frame.putShort((short) 0x4500).putShort((short) (IPV4_HEADER + segment)).putInt(0x0000_4000);
        frame.put((byte) HOPS).put((byte) TCP).putShort((short) 0).put(source).put(destination);
        frame.putShort(start + IPV4_CHECKSUM_OFFSET, folded(sum(frame, start, IPV4_HEADER)));
    }

    /** An IPv4 address in IPv6's clothes, where the other end has no IPv4 address. */
    private static byte[] sixteen(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length > IPV4_ADDRESSES_OFFSET) {
            return bytes;
        }
        return ByteBuffer.allocate(16)
                .putLong(0)
                .putShort((short) 0)
                .putShort((short) -1)
                .put(bytes)
                .array();
    }

    /** RFC 1071. */
    private static long sum(ByteBuffer buffer, int start, int length) {
        long sum = 0;
        for (int i = start; i + 1 < start + length; i += 2) {
            sum += buffer.getShort(i) & 0xFFFF;
        }
        return length % 2 == 0 ? sum : sum + ((buffer.get(start + length - 1) & 0xFF) << 8);
    }

    private static short folded(long sum) {
        long folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >> 16);
        }
        return (short) ~folded;
    }
}
