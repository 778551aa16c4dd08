package org.scst.user.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What every message of the socket has: type and length in front, little-endian numbers, texts in UTF-8 filled up with zeroes.
 *
 * <p><i>Threading:</i> no state.
 */
public final class Wire {
    /** Version that this package speaks: a process with another major number is refused. */
    public static final int MAJOR = 1;

    /** Higher ones add what a process with a lower one does not see. */
    public static final int MINOR = 2;

    /** Longest message of either side, in bytes. */
    public static final int LONGEST_MESSAGE = 512;

    /** From the process: it registers a device. */
    public static final int REGISTER = 1;

    /** From the platform: the device is served from now on; descriptors come along. */
    public static final int ACCEPTED = 2;

    /** From the platform: it is not, and the connection ends; a text says why. */
    public static final int REFUSED = 3;

    /** From the platform: a text says what the registration waits for. */
    public static final int WAITING = 4;

    /** From the process: the medium has another capacity. */
    public static final int CAPACITY = 5;

    /** From the platform: a text says why the connection ends. */
    public static final int ENDING = 6;

    /** From the process: every initiator is to be told of a unit attention condition. */
    public static final int ATTENTION = 7;

    /** From the platform: commands of the device have been aborted; the queues' words say which. */
    public static final int ABORTED = 8;

    private static final int HEADER = 8;

    private Wire() {}

    /** An empty message of a type, its length set and the rest zero, positioned behind the header. */
    static ByteBuffer message(int type, int length) {
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return message.putInt(type).putInt(length);
    }

    /** Type of a message, 0 for what is none. */
    public static int type(byte[] message) {
        ByteBuffer fields = fields(message);
        boolean whole = message.length >= HEADER && fields.getInt(Integer.BYTES) == message.length;
        return whole ? fields.getInt(0) : 0;
    }

    static ByteBuffer fields(byte[] message) {
        return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A message that is a text. */
    public static byte[] text(int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] fitting = Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_MESSAGE - HEADER));
        return message(type, HEADER + fitting.length).put(fitting).array();
    }

    /** The text of such a message. */
    public static String text(byte[] message) {
        return new String(message, HEADER, message.length - HEADER, StandardCharsets.UTF_8);
    }

    /** A message of a capacity in bytes. */
    public static byte[] capacity(long bytes) {
        return message(CAPACITY, HEADER + Long.BYTES).putLong(bytes).array();
    }

    /** The capacity of such a message; -1 when it has none. */
    public static long capacity(byte[] message) {
        return message.length < HEADER + Long.BYTES ? -1 : fields(message).getLong(HEADER);
    }

    /** A message of a unit attention condition. */
    public static byte[] attention(int asc, int ascq) {
        return message(ATTENTION, HEADER + 2).put((byte) asc).put((byte) ascq).array();
    }

    /** The codes of such a message, {@code asc << 8 | ascq}; -1 when it has none. */
    public static int attention(byte[] message) {
        return message.length < HEADER + 2 ? -1 : (message[HEADER] & 0xFF) << 8 | message[HEADER + 1] & 0xFF;
    }

    /** The message ABORTED. */
    public static byte[] aborted() {
        return message(ABORTED, HEADER).array();
    }

    static byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.capacity()];
        message.get(0, bytes);
        return bytes;
    }

    static void putText(ByteBuffer message, int offset, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= length) {
            throw new IllegalArgumentException("longer than " + (length - 1) + " bytes: " + text);
        }
        message.put(offset, bytes);
    }

    static String getText(ByteBuffer message, int offset, int length) {
        int end = offset;
        while (end < offset + length && message.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - offset];
        message.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
