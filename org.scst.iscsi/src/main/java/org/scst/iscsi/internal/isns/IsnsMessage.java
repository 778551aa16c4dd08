package org.scst.iscsi.internal.isns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of iSNSP (RFC 4171 5):
 *
 * <pre>
 *  0  version (two bytes), 1
 *  2  function; responses have 8000h in it
 *  4  length of what follows the header, a multiple of four
 *  6  flags: 8000h from a client, 4000h from a server, 0800h last PDU, 0400h first PDU
 *  8  transaction           10  sequence, of the PDUs of a message
 * 12  in a response the status; then attributes: tag, length, value
 * </pre>
 *
 * <p>Every length is judged before anything is taken by it, and a message is given no more than a mebibyte, whatever it says: a server
 * may be anybody's.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param function of the request; a response has its own
 * @param transaction pairs a response with its request
 * @param status of a response (RFC 4171 5.7.5.1); 0 in a request
 * @param attributes in order
 */
record IsnsMessage(int function, int transaction, int status, List<IsnsAttribute> attributes) {
    static final int DEVICE_ATTRIBUTE_REGISTRATION = 0x0001;
    static final int DEVICE_ATTRIBUTE_QUERY = 0x0002;
    static final int DEVICE_DEREGISTRATION = 0x0004;
    static final int SCN_REGISTRATION = 0x0005;
    static final int STATE_CHANGE_NOTIFICATION = 0x0008;
    static final int ENTITY_STATUS_INQUIRY = 0x000D;
    static final int RESPONSE = 0x8000;

    /** Bytes of attributes that one PDU of ours may have. */
    static final int MOST_ATTRIBUTE_BYTES = 60 * 1024;

    private static final int VERSION = 1;
    private static final int HEADER = 12;
    private static final int WORD = 4;
    private static final int FROM_CLIENT = 0x8000;
    private static final int REPLACE = 0x1000;
    private static final int LAST = 0x0800;
    private static final int FIRST = 0x0400;
    private static final int MOST_BYTES = 1 << 20;

    /** Copies its attributes. */
    IsnsMessage {
        attributes = List.copyOf(attributes);
    }

    static IsnsMessage request(int function, int transaction, List<IsnsAttribute> attributes) {
        return new IsnsMessage(function, transaction, 0, attributes);
    }

    boolean isResponse() {
        return (function & RESPONSE) != 0;
    }

    /** The message in one PDU. */
    byte[] bytes(boolean replace) {
        int length = attributes.stream().mapToInt(IsnsAttribute::length).sum() + (isResponse() ? WORD : 0);
        if (length > 0xFFFF) {
            throw new IllegalArgumentException(length + " bytes do not fit into one PDU");
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER + length);
        out.putShort((short) VERSION).putShort((short) function).putShort((short) length);
        out.putShort((short) (FROM_CLIENT | LAST | FIRST | (replace ? REPLACE : 0)));
        out.putShort((short) transaction).putShort((short) 0);
        if (isResponse()) {
            out.putInt(status);
        }
        for (IsnsAttribute attribute : attributes) {
            int padded = attribute.length() - 2 * WORD;
            out.putInt(attribute.tag()).putInt(padded).put(attribute.value());
            out.position(out.position() + padded - attribute.value().length);
        }
        return out.array();
    }

    /**
     * Reads a whole message, of one PDU or several.
     *
     * @throws IsnsFormatException when it is none
     */
    static IsnsMessage read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        int function = 0;
        int transaction = 0;
        int sequence = 0;
        boolean last;
        do {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER));
            int length = verified(header);
            last = (header.getShort(6) & LAST) != 0;
            int given = header.getShort(2) & 0xFFFF;
            int pair = header.getShort(8) & 0xFFFF;
            if (sequence > 0 && (given != function || pair != transaction)) {
                throw new IsnsFormatException("a message goes on as another one");
            }
            if ((header.getShort(10) & 0xFFFF) != sequence || (header.getShort(6) & FIRST) != 0 != (sequence == 0)) {
                throw new IsnsFormatException("PDUs of a message are out of sequence");
            }
            function = given;
            transaction = pair;
            sequence++;
            if (payload.size() + length > MOST_BYTES || !last && length == 0) {
                throw new IsnsFormatException("a message without end, or of more than " + MOST_BYTES + " bytes");
            }
            byte[] part = in.readNBytes(length);
            if (part.length < length) {
                throw new IsnsFormatException("the connection ended within a message");
            }
            payload.writeBytes(part);
        } while (!last);
        return of(function, transaction, ByteBuffer.wrap(payload.toByteArray()));
    }

    private static int verified(ByteBuffer header) throws IsnsFormatException {
        if (header.limit() < HEADER) {
            throw new IsnsFormatException("the connection ended");
        }
        if (header.getShort(0) != VERSION) {
            throw new IsnsFormatException("it does not speak version " + VERSION + " of iSNSP");
        }
        int length = header.getShort(4) & 0xFFFF;
        if (length % WORD != 0) {
            throw new IsnsFormatException("a PDU of " + length + " bytes, which is no multiple of " + WORD);
        }
        return length;
    }

    private static IsnsMessage of(int function, int transaction, ByteBuffer payload) throws IsnsFormatException {
        int status = 0;
        if ((function & RESPONSE) != 0) {
            if (payload.remaining() < WORD) {
                throw new IsnsFormatException("a response without a status");
            }
            status = payload.getInt();
        }
        List<IsnsAttribute> attributes = new ArrayList<>();
        while (payload.hasRemaining()) {
            attributes.add(attribute(payload));
        }
        return new IsnsMessage(function, transaction, status, attributes);
    }

    private static IsnsAttribute attribute(ByteBuffer payload) throws IsnsFormatException {
        if (payload.remaining() < 2 * WORD) {
            throw new IsnsFormatException("an attribute without a length");
        }
        int tag = payload.getInt();
        int length = payload.getInt();
        if (length < 0 || length > payload.remaining() || length % WORD != 0) {
            throw new IsnsFormatException("attribute " + Integer.toUnsignedString(tag) + " of "
                    + Integer.toUnsignedString(length) + " bytes with " + payload.remaining() + " left");
        }
        byte[] value = new byte[length];
        payload.get(value);
        return new IsnsAttribute(tag, value);
    }
}
