package org.scst.core.scsi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A TransportID: the name of an initiator port across reconnects (SPC-4 7.6.4).
 *
 * <pre>
 *   0     FORMAT CODE(7-6) PROTOCOL IDENTIFIER(3-0)
 *   1     reserved; then 22 bytes as the protocol says, or with iSCSI:
 *   2-3   ADDITIONAL LENGTH, 20 at least, a multiple of four
 *   4-    name, zero-terminated and zero-padded; format 01b: name ,i,0x ISID
 * </pre>
 *
 * <p>Two iSCSI TransportIDs are equal when they differ only in upper and lower case.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param protocol the transport
 * @param bytes the whole TransportID
 */
public record TransportId(ProtocolIdentifier protocol, byte[] bytes) {
    /** Bytes of a TransportID of every protocol but iSCSI. */
    public static final int FIXED_LENGTH = 24;

    private static final int HEADER_LENGTH = 4;
    private static final int MIN_ADDITIONAL_LENGTH = 20;
    private static final int MAX_NAME_LENGTH = 223;
    private static final int FORMAT_WITH_ISID = 0x40;
    private static final int FORMAT_MASK = 0xC0;
    private static final String ISID_SEPARATOR = ",i,0x";
    private static final int ISID_DIGITS = 12;

    /**
     * Copies the bytes and checks their format.
     *
     * @throws IllegalArgumentException when they are not one TransportID of the protocol
     */
    public TransportId {
        bytes = bytes.clone();
        if (bytes.length < FIXED_LENGTH || (bytes[0] & 0xF) != protocol.code() || bytes.length != lengthAt(bytes, 0)) {
            throw new IllegalArgumentException("not one TransportID of " + protocol);
        }
        if (protocol == ProtocolIdentifier.ISCSI) {
            checkName(bytes);
        } else if ((bytes[0] & FORMAT_MASK) != 0) {
            throw new IllegalArgumentException("reserved format code in a TransportID of " + protocol);
        }
    }

    /** An iSCSI initiator device, whatever port it uses (format 00b). */
    public static TransportId iscsi(String name) {
        return iscsi(0, name, "");
    }

    /**
     * An iSCSI initiator port (format 01b).
     *
     * @param isid 48 bits
     */
    public static TransportId iscsi(String name, long isid) {
        if (isid >>> 4 * ISID_DIGITS != 0) {
            throw new IllegalArgumentException("an ISID has 48 bits: " + Long.toHexString(isid) + "h");
        }
        return iscsi(FORMAT_WITH_ISID, name, ISID_SEPARATOR + HexFormat.of().toHexDigits(isid, ISID_DIGITS));
    }

    /** Whether it names an iSCSI initiator device (format 00b), hence all its ports. */
    public boolean isInitiatorDevice() {
        return protocol == ProtocolIdentifier.ISCSI && (bytes[0] & FORMAT_MASK) == 0;
    }

    /** The iSCSI initiator device of this port; of another protocol, and of a device, itself. */
    public TransportId initiatorDevice() {
        if (protocol != ProtocolIdentifier.ISCSI || isInitiatorDevice()) {
            return this;
        }
        String text = text(bytes);
        return iscsi(text.substring(0, text.indexOf(ISID_SEPARATOR)));
    }

    private static TransportId iscsi(int format, String name, String suffix) {
        byte[] text = (name + suffix).getBytes(StandardCharsets.UTF_8);
        int additional = Math.max(MIN_ADDITIONAL_LENGTH, text.length + 4 & ~3);
        byte[] bytes = new byte[HEADER_LENGTH + additional];
        bytes[0] = (byte) (format | ProtocolIdentifier.ISCSI.code());
        bytes[2] = (byte) (additional >> 8);
        bytes[3] = (byte) additional;
        System.arraycopy(text, 0, bytes, HEADER_LENGTH, text.length);
        return new TransportId(ProtocolIdentifier.ISCSI, bytes);
    }

    /**
     * Reads the TransportID at the start of a range. How long it was: {@link #length()}.
     *
     * @throws IllegalArgumentException when the range ends before it or it is malformed
     */
    public static TransportId read(byte[] source, int offset, int available) {
        if (available < FIXED_LENGTH || offset < 0 || offset > source.length - available) {
            throw new IllegalArgumentException("a TransportID in " + available + " bytes");
        }
        ProtocolIdentifier protocol = ProtocolIdentifier.of(source[offset] & 0xF);
        int length = lengthAt(source, offset);
        if (length > available) {
            throw new IllegalArgumentException("a TransportID of " + length + " bytes in " + available);
        }
        return new TransportId(protocol, Arrays.copyOfRange(source, offset, offset + length));
    }

    private static int lengthAt(byte[] source, int offset) {
        if ((source[offset] & 0xF) != ProtocolIdentifier.ISCSI.code()) {
            return FIXED_LENGTH;
        }
        int additional = (source[offset + 2] & 0xFF) << 8 | source[offset + 3] & 0xFF;
        if (additional < MIN_ADDITIONAL_LENGTH || (additional & 3) != 0) {
            throw new IllegalArgumentException("ADDITIONAL LENGTH of an iSCSI TransportID is " + additional);
        }
        return HEADER_LENGTH + additional;
    }

    private static void checkName(byte[] bytes) {
        int format = bytes[0] & FORMAT_MASK;
        String text = text(bytes);
        int separator = text.indexOf(ISID_SEPARATOR);
        int nameLength = format == FORMAT_WITH_ISID ? separator : text.length();
        boolean sized = nameLength > 0 && nameLength <= MAX_NAME_LENGTH;
        boolean formatted = format == 0
                || format == FORMAT_WITH_ISID
                        && text.substring(separator + ISID_SEPARATOR.length()).matches("[0-9A-Fa-f]{1,12}");
        if (!sized || !formatted) {
            throw new IllegalArgumentException("malformed name in an iSCSI TransportID");
        }
    }

    private static String text(byte[] bytes) {
        int end = HEADER_LENGTH;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        for (int i = end; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                throw new IllegalArgumentException("bytes behind the name in an iSCSI TransportID");
            }
        }
        if (end == bytes.length) {
            throw new IllegalArgumentException("unterminated name in an iSCSI TransportID");
        }
        return new String(bytes, HEADER_LENGTH, end - HEADER_LENGTH, StandardCharsets.UTF_8);
    }

    /** The whole TransportID, a copy. */
    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Its length in bytes, a multiple of four. */
    public int length() {
        return bytes.length;
    }

    /** Writes it; returns {@link #length()}. */
    public int write(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
        return bytes.length;
    }

    /** What two equal TransportIDs share. */
    private Object identity() {
        if (protocol != ProtocolIdentifier.ISCSI) {
            return HexFormat.of().formatHex(bytes);
        }
        String text = text(bytes).toLowerCase(Locale.ROOT);
        int separator = isInitiatorDevice() ? -1 : text.indexOf(ISID_SEPARATOR);
        // Leading zeros of an ISID may be left out.
        return separator < 0
                ? text
                : text.substring(0, separator)
                        + ISID_SEPARATOR
                        + Long.parseLong(text.substring(separator + ISID_SEPARATOR.length()), 16);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransportId that
                && protocol == that.protocol
                && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    /** Protocol and name, or the bytes in hexadecimal. */
    @Override
    public String toString() {
        String name = protocol == ProtocolIdentifier.ISCSI
                ? text(bytes)
                : HexFormat.of().formatHex(bytes, HEADER_LENGTH, bytes.length);
        return protocol + " " + name;
    }
}
