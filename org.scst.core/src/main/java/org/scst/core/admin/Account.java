package org.scst.core.admin;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who proves who it is by a secret, as a property says it: {@code NAME password_file=FILE}, where FILE is in {@link SecretFolder}.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name as it goes over the wire, 1 to 255 bytes of UTF-8 without blanks: a secret cannot stand beside it by mistake
 * @param passwordFile name of the secret's file
 */
public record Account(String name, String passwordFile) {
    /** Secrets shorter than 96 bits can be found by trying all of them (RFC 7143 9.2.1). */
    public static final int LEAST_SECRET_BYTES = 12;

    private static final int MOST_NAME_BYTES = 255;
    private static final Pattern KEY = Pattern.compile("(incominguser|outgoinguser)[0-9]{0,9}");
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+password_file\\s*=\\s*(\\S+)");

    /** Refuses a name that cannot be sent. */
    public Account {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MOST_NAME_BYTES || name.codePoints().anyMatch(Account::invisible)) {
            throw new IllegalArgumentException(
                    "is no account: its name has 1 to " + MOST_NAME_BYTES + " bytes and no blanks");
        }
    }

    /** Whether a property of this name names an account: {@code IncomingUser}, {@code IncomingUser1}, {@code OutgoingUser}, in any case. */
    public static boolean isKey(String key) {
        return KEY.matcher(key.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * Reads a property's value.
     *
     * @throws IllegalArgumentException saying what is wrong, and nothing of the value, which may hold a secret
     */
    public static Account parse(String value) {
        Matcher line = LINE.matcher(value.strip());
        if (!line.matches()) {
            throw new IllegalArgumentException("is not NAME password_file=FILE, and what stands there may be a secret");
        }
        return new Account(line.group(1), line.group(2));
    }

    private static boolean invisible(int c) {
        return Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** As a property says it. */
    public String line() {
        return name + " password_file=" + passwordFile;
    }
}
