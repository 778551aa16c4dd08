package org.scst.iscsi.internal.login;

import java.util.Locale;

/**
 * An iSCSI name (RFC 7143 4.2.7): {@code iqn.}, {@code eui.} or {@code naa.}, at most 223 bytes, in lower case.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param value normalised
 */
public record IscsiName(String value) {
    private static final int MAX_LENGTH = 223;

    /**
     * Normalises and checks a name.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static IscsiName of(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_LENGTH) {
            throw new IllegalArgumentException("an iSCSI name has 1 to " + MAX_LENGTH + " bytes");
        }
        if (!name.startsWith("iqn.") && !name.startsWith("eui.") && !name.startsWith("naa.")) {
            throw new IllegalArgumentException("an iSCSI name begins with iqn., eui. or naa.");
        }
        for (char c : name.toCharArray()) {
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':';
            if (!plain && (c < 0x80 || !Character.isLetterOrDigit(c))) {
                throw new IllegalArgumentException("an iSCSI name has letters, digits, '-', '.' and ':' only");
            }
        }
        return new IscsiName(name);
    }

    @Override
    public String toString() {
        return value;
    }
}
