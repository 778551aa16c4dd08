package org.scst.iscsi.internal.text;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fuzz target: text and its negotiation. Text means the same whole and in two parts; what is settled is a value of its key; answers
 * are bounded by what a login's PDU holds.
 *
 * <p>First byte: where the text is cut, and whether the session is one of discovery; then the text.
 */
public final class TextFuzz {
    private TextFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int length = input.length - 1;
        String whole = pairs(input, length);
        String parts = pairs(input, (input[0] & 0x7F) * length / 128);
        if (!whole.equals(parts)) {
            throw new IllegalStateException("whole: " + whole + ", in parts: " + parts);
        }
        negotiate(input, length);
    }

    private static KeyValues text(byte[] input, int cut) throws TextFormatException {
        KeyValues text = new KeyValues();
        ByteBuf bytes = Unpooled.wrappedBuffer(input);
        text.append(bytes, 1, cut);
        text.append(bytes, 1 + cut, input.length - 1 - cut);
        return text;
    }

    private static String pairs(byte[] input, int cut) {
        try {
            return text(input, cut).take().toString();
        } catch (TextFormatException e) {
            return e.getMessage();
        }
    }

    private static void negotiate(byte[] input, int length) {
        Negotiation negotiation = new Negotiation(Map.of(), input[0] < 0);
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        try {
            negotiation.offer(text(input, length).take(), answers);
        } catch (TextFormatException refused) {
            return;
        }
        if (KeyValues.encode(answers).length > KeyValues.MAX_KEYS * (KeyValues.MAX_KEY_LENGTH + 16)) {
            throw new IllegalStateException("answers of " + KeyValues.encode(answers).length + " bytes");
        }
        for (OperationalKey key : OperationalKey.values()) {
            if (key.numeric() && negotiation.number(key) < 0) {
                throw new IllegalStateException(key + " is " + negotiation.result(key));
            }
        }
    }
}
