package org.scst.iscsi.internal.authentication;

import java.util.Base64;
import java.util.HexFormat;
import org.scst.iscsi.internal.text.TextFormatException;

/**
 * Bytes as text (RFC 7143 6.1): {@code 0x} and hexadecimal digits, or {@code 0b} and Base64. Lengths are judged before anything is
 * decoded.
 *
 * <p><i>Threading:</i> stateless.
 */
final class BinaryValue {
    private BinaryValue() {}

    /** The bytes as hexadecimal digits, which every initiator reads. */
    static String encode(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    /**
     * The bytes of a value.
     *
     * @param key for whom it may concern
     * @throws TextFormatException when it is neither form, or has fewer or more bytes; the value itself is not told
     */
    static byte[] decode(String key, String value, int least, int most) throws TextFormatException {
        String form = value.length() < 2 ? "" : value.substring(0, 2).toLowerCase(java.util.Locale.ROOT);
        String digits = value.substring(form.length());
        int bytes = switch (form) {
            case "0x" -> digits.length() / 2;
            case "0b" -> digits.length() / 4 * 3;
            default -> throw new TextFormatException(key + " is neither hexadecimal (0x) nor Base64 (0b)");
        };
        // Base64 may be up to two bytes shorter than its length says, and without padding up to two bytes longer.
        if (bytes > most + 2) {
            throw wrongLength(key, least, most);
        }
        byte[] decoded = decode(key, form, digits);
        if (decoded.length < least || decoded.length > most) {
            throw wrongLength(key, least, most);
        }
        return decoded;
    }

    private static byte[] decode(String key, String form, String digits) throws TextFormatException {
        try {
            return form.equals("0x")
                    ? HexFormat.of().parseHex(digits)
                    : Base64.getDecoder().decode(digits);
        } catch (IllegalArgumentException e) {
            throw new TextFormatException(key + " has characters that are no digits, or an odd number of them");
        }
    }

    private static TextFormatException wrongLength(String key, int least, int most) {
        return new TextFormatException(
                key + " does not have " + (least == most ? "" : least + " to ") + most + " bytes");
    }
}
