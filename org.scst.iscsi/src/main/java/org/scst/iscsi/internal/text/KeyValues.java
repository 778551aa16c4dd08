package org.scst.iscsi.internal.text;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Key=value pairs in the order they came (RFC 7143 6.1), gathered over as many PDUs as the C bit makes of them. Limits are checked
 * before anything is kept.
 *
 * <p><i>Threading:</i> confined to one connection.
 */
public final class KeyValues {
    /** Most bytes of one text, whatever the number of its PDUs. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_KEYS = 64;
    private static final int MAX_KEY_LENGTH = 63;
    private static final int MAX_VALUE_LENGTH = 8192;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    /** Adds the data segment of one PDU. */
    public void append(ByteBuf buffer, int index, int length) throws TextFormatException {
        if (text.size() + length > MAX_BYTES) {
            throw new TextFormatException("text longer than " + MAX_BYTES + " bytes");
        }
        byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes);
        text.writeBytes(bytes);
    }

    /** The pairs gathered so far; begins anew. */
    public Map<String, String> take() throws TextFormatException {
        byte[] bytes = text.toByteArray();
        text.reset();
        Map<String, String> pairs = new LinkedHashMap<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                add(bytes, start, i, pairs);
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            throw new TextFormatException("the last pair does not end");
        }
        return pairs;
    }

    private static void add(byte[] bytes, int start, int end, Map<String, String> pairs) throws TextFormatException {
        if (start == end) {
            return;
        }
        String pair = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        int equals = pair.indexOf('=');
        if (equals <= 0 || equals > MAX_KEY_LENGTH || !keyName(pair, equals)) {
            throw new TextFormatException("not a key=value pair");
        }
        if (pair.length() - equals - 1 > MAX_VALUE_LENGTH) {
            throw new TextFormatException("value of " + pair.substring(0, equals) + " is too long");
        }
        if (pairs.size() == MAX_KEYS) {
            throw new TextFormatException("more than " + MAX_KEYS + " keys");
        }
        if (pairs.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
            throw new TextFormatException(pair.substring(0, equals) + " comes twice");
        }
    }

    private static boolean keyName(String pair, int length) {
        for (int i = 0; i < length; i++) {
            char c = pair.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            boolean other = c >= '0' && c <= '9' || ".-+@_".indexOf(c) >= 0;
            if (!letter && (!other || i == 0 && c != 'X')) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of pairs as a data segment. */
    public static byte[] encode(Iterable<Map.Entry<String, String>> pairs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<String, String> pair : pairs) {
            out.writeBytes((pair.getKey() + "=" + pair.getValue()).getBytes(StandardCharsets.UTF_8));
            out.write(0);
        }
        return out.toByteArray();
    }
}
