package org.scst.iscsi.internal.text;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Key=value pairs in the order they came (RFC 7143 6.1), gathered over as many PDUs as the C bit makes of them. A pair may be cut
 * anywhere between two PDUs. Limits are checked before anything is kept.
 *
 * <p><i>Threading:</i> confined to one connection.
 */
public final class KeyValues {
    /** Most bytes of one text, whatever the number of its PDUs. */
    static final int MAX_BYTES = 16 * 1024;

    static final int MAX_KEYS = 64;

    /** RFC 7143 6.1. */
    static final int MAX_KEY_LENGTH = 63;

    static final int MAX_VALUE_LENGTH = 8192;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    /**
     * Adds the data segment of one PDU.
     *
     * @throws TextFormatException when the text is too long; all of it is forgotten
     */
    public void append(ByteBuf buffer, int index, int length) throws TextFormatException {
        if (text.size() + length > MAX_BYTES) {
            text.reset();
            throw new TextFormatException("text longer than " + MAX_BYTES + " bytes");
        }
        byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes);
        text.writeBytes(bytes);
    }

    /** Forgets what was gathered. */
    public void clear() {
        text.reset();
    }

    /**
     * The pairs gathered so far; begins anew.
     *
     * @throws TextFormatException when this is no text, or a key comes twice
     */
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
            // Some initiators pad with zeroes and count them in.
            return;
        }
        String key = key(bytes, start, end);
        int value = start + key.length() + 1;
        if (end - value > MAX_VALUE_LENGTH) {
            throw new TextFormatException("value of " + key + " is too long");
        }
        if (pairs.size() == MAX_KEYS) {
            throw new TextFormatException("more than " + MAX_KEYS + " keys");
        }
        if (pairs.put(key, value(key, ByteBuffer.wrap(bytes, value, end - value))) != null) {
            throw new TextFormatException(key + " comes twice");
        }
    }

    private static String key(byte[] bytes, int start, int end) throws TextFormatException {
        int equals = start;
        while (equals < end && bytes[equals] != '=') {
            if (!inKey(bytes[equals])) {
                throw new TextFormatException("not a key=value pair");
            }
            equals++;
        }
        if (equals == start || equals == end || equals - start > MAX_KEY_LENGTH || !letter(bytes[start])) {
            throw new TextFormatException("not a key=value pair");
        }
        return new String(bytes, start, equals - start, StandardCharsets.US_ASCII);
    }

    private static boolean letter(byte c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    /** The number sign is no part of RFC 7143's key names, but of the extension keys that it mentions (X#). */
    private static boolean inKey(byte c) {
        return letter(c) || c >= '0' && c <= '9' || ".-+@_#".indexOf(c) >= 0;
    }

    private static String value(String key, ByteBuffer utf8) throws TextFormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(utf8)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TextFormatException("value of " + key + " is not UTF-8");
        }
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
