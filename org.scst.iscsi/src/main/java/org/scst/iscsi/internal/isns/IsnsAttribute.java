package org.scst.iscsi.internal.isns;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One attribute of a message: a tag, a length, a value whose length is a multiple of four (RFC 4171 5.6.1, 6).
 *
 * <p><i>Threading:</i> immutable, as long as nobody changes the value.
 *
 * @param tag RFC 4171 6.1
 * @param value without padding of its own; text ends with a zero
 */
record IsnsAttribute(int tag, byte[] value) {
    static final int DELIMITER = 0;
    static final int ENTITY_IDENTIFIER = 1;
    static final int ENTITY_PROTOCOL = 2;
    static final int REGISTRATION_PERIOD = 6;
    static final int PORTAL_IP_ADDRESS = 16;
    static final int PORTAL_PORT = 17;
    static final int SCN_PORT = 23;
    static final int ISCSI_NAME = 32;
    static final int ISCSI_NODE_TYPE = 33;
    static final int ISCSI_ALIAS = 34;
    static final int ISCSI_SCN_BITMAP = 35;
    static final int PG_PORTAL_IP_ADDRESS = 49;
    static final int PG_PORTAL_PORT = 50;
    static final int PORTAL_GROUP_TAG = 51;

    private static final int WORD = 4;
    private static final int ADDRESS_LENGTH = 16;
    private static final int IPV4_OFFSET = 12;

    static IsnsAttribute delimiter() {
        return new IsnsAttribute(DELIMITER, new byte[0]);
    }

    /** Text with its zero, padded (RFC 4171 5.6.1). */
    static IsnsAttribute text(int tag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new IsnsAttribute(tag, Arrays.copyOf(bytes, bytes.length + WORD & -WORD));
    }

    static IsnsAttribute number(int tag, int value) {
        return new IsnsAttribute(tag, ByteBuffer.allocate(WORD).putInt(value).array());
    }

    /** Asks for the attribute, or says that it has no value. */
    static IsnsAttribute empty(int tag) {
        return new IsnsAttribute(tag, new byte[0]);
    }

    /** Sixteen bytes, an IPv4 address mapped into them (RFC 4171 6.3.1). */
    static IsnsAttribute address(int tag, InetSocketAddress portal) {
        byte[] bytes = portal.getAddress().getAddress();
        if (portal.getAddress() instanceof Inet4Address) {
            byte[] mapped = new byte[ADDRESS_LENGTH];
            Arrays.fill(mapped, IPV4_OFFSET - 2, IPV4_OFFSET, (byte) 0xFF);
            System.arraycopy(bytes, 0, mapped, IPV4_OFFSET, bytes.length);
            return new IsnsAttribute(tag, mapped);
        }
        return new IsnsAttribute(tag, bytes);
    }

    /** Its value as text, up to the first zero. */
    String text() {
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    /** Bytes in a message. */
    int length() {
        return 2 * WORD + (value.length + WORD - 1 & -WORD);
    }
}
