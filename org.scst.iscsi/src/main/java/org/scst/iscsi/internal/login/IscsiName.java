package org.scst.iscsi.internal.login;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An iSCSI name (RFC 7143 4.2.7): {@code iqn.}, {@code eui.} or {@code naa.}, at most 223 bytes, normalised as RFC 3722 asks:
 * compatibility characters composed, upper case folded, and of ASCII only letters, digits, '-', '.' and ':'.
 *
 * <p>Whatever passes can be written to a log as it is.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param value normalised
 */
public record IscsiName(String value) {
    private static final int MAX_LENGTH = 223;

    /** {@code iqn.}, year and month, a domain name in reverse, then anything behind a colon; or hexadecimal digits. */
    private static final Pattern WELL_FORMED = Pattern.compile("iqn\\.\\d{4}-(0[1-9]|1[0-2])\\.[^.:-][^:]*(:.+)?"
            + "|eui\\.[0-9a-f]{16}|naa\\.([0-9a-f]{16}|[0-9a-f]{32})");

    /**
     * Normalises and checks a name as an initiator may send it: what follows the prefix is its own affair.
     *
     * @throws IllegalArgumentException saying what is wrong, without the name
     */
    public static IscsiName of(String text) {
        String name = normalised(text);
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
            throw new IllegalArgumentException("an iSCSI name has 1 to " + MAX_LENGTH + " bytes");
        }
        if (!name.startsWith("iqn.") && !name.startsWith("eui.") && !name.startsWith("naa.")) {
            throw new IllegalArgumentException("an iSCSI name begins with iqn., eui. or naa.");
        }
        if (!name.codePoints().allMatch(IscsiName::allowed)) {
            throw new IllegalArgumentException("an iSCSI name has letters, digits, '-', '.' and ':' only");
        }
        return new IscsiName(name);
    }

    /**
     * Checks the name of a target as an operator gives it: it must be whole and normalised already, because it is what
     * everybody will see.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static IscsiName ofTarget(String text) {
        IscsiName name = of(text);
        if (!WELL_FORMED.matcher(name.value).matches()) {
            throw new IllegalArgumentException(name
                    + " is neither iqn.YYYY-MM.DOMAIN:NAME nor eui. with 16 nor naa. with 16 or 32 hexadecimal digits");
        }
        if (!name.value.equals(text)) {
            throw new IllegalArgumentException("iSCSI names are written in lower case: " + name);
        }
        return name;
    }

    /** What a name is compared by, whether it is one or not. */
    static String normalised(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
    }

    private static boolean allowed(int c) {
        boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':';
        return plain || c >= 0x80 && Character.isLetterOrDigit(c);
    }

    @Override
    public String toString() {
        return value;
    }
}
