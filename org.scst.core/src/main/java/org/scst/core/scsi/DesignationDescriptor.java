package org.scst.core.scsi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A designation descriptor of the Device Identification VPD page (SPC-4 7.8.6).
 *
 * <pre>
 *   0   PROTOCOL IDENTIFIER(7-4) CODE SET(3-0)
 *   1   PIV(7) ASSOCIATION(5-4) DESIGNATOR TYPE(3-0)
 *   3   DESIGNATOR LENGTH
 *   4-  DESIGNATOR
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param codeSet how the designator is coded
 * @param association what it designates
 * @param type what kind of designator it is
 * @param protocol the transport of a target port or target device; {@code null} leaves PIV zero
 * @param designator 1 to 255 bytes
 */
public record DesignationDescriptor(
        CodeSet codeSet, Association association, Type type, ProtocolIdentifier protocol, byte[] designator) {

    private static final int HEADER_LENGTH = 4;
    private static final int MAX_DESIGNATOR_LENGTH = 255;
    private static final int PIV = 0x80;
    private static final int VENDOR_LENGTH = 8;
    private static final long NAA_LOCALLY_ASSIGNED = 3L << 60;

    /** CODE SET field. */
    public enum CodeSet {
        BINARY(1),
        ASCII(2),
        UTF_8(3);

        private final int code;

        CodeSet(int code) {
            this.code = code;
        }

        /** The four-bit code. */
        public int code() {
            return code;
        }
    }

    /** ASSOCIATION field. */
    public enum Association {
        LOGICAL_UNIT,
        TARGET_PORT,
        TARGET_DEVICE;

        /** The two-bit code. */
        public int code() {
            return ordinal();
        }
    }

    /** DESIGNATOR TYPE field. */
    public enum Type {
        VENDOR_SPECIFIC,
        T10_VENDOR_ID,
        EUI_64,
        NAA,
        RELATIVE_TARGET_PORT,
        TARGET_PORT_GROUP,
        LOGICAL_UNIT_GROUP,
        MD5_LOGICAL_UNIT,
        SCSI_NAME_STRING;

        /** The four-bit code. */
        public int code() {
            return ordinal();
        }
    }

    /** Copies the designator and checks its length. */
    public DesignationDescriptor {
        Objects.requireNonNull(codeSet);
        Objects.requireNonNull(association);
        Objects.requireNonNull(type);
        if (protocol != null && association == Association.LOGICAL_UNIT) {
            throw new IllegalArgumentException("a logical unit's designator has no protocol identifier");
        }
        designator = designator.clone();
        if (designator.length == 0 || designator.length > MAX_DESIGNATOR_LENGTH) {
            throw new IllegalArgumentException("a designator of " + designator.length + " bytes");
        }
    }

    /**
     * A logical unit's name within its vendor's.
     *
     * @param vendor T10 vendor identification, at most 8 printable ASCII characters
     * @param identifier vendor specific identifier, printable ASCII
     */
    public static DesignationDescriptor t10VendorId(String vendor, String identifier) {
        if (vendor.length() > VENDOR_LENGTH || !(vendor + identifier).matches("[ -~]+")) {
            throw new IllegalArgumentException("not a T10 vendor id: " + vendor + identifier);
        }
        String padded = vendor + " ".repeat(VENDOR_LENGTH - vendor.length());
        byte[] bytes = (padded + identifier).getBytes(StandardCharsets.US_ASCII);
        return new DesignationDescriptor(CodeSet.ASCII, Association.LOGICAL_UNIT, Type.T10_VENDOR_ID, null, bytes);
    }

    /**
     * A logical unit's NAA designator, locally assigned (NAA 3h): unique only as far as its 60 bits are.
     *
     * @param value 60 bits
     */
    public static DesignationDescriptor naaLocallyAssigned(long value) {
        if (value >>> 60 != 0) {
            throw new IllegalArgumentException("a locally assigned NAA value has 60 bits");
        }
        return binary(Association.LOGICAL_UNIT, Type.NAA, null, longBytes(NAA_LOCALLY_ASSIGNED | value));
    }

    /**
     * A logical unit's NAA designator that was given whole.
     *
     * @param value 8 bytes, or 16 with NAA 6h
     */
    public static DesignationDescriptor naa(byte[] value) {
        int format = value.length == 0 ? -1 : value[0] >> 4 & 0xF;
        boolean fits = switch (format) {
            case 2, 3, 5 -> value.length == 8;
            case 6 -> value.length == 16;
            default -> false;
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    "not an NAA designator: " + HexFormat.of().formatHex(value));
        }
        return binary(Association.LOGICAL_UNIT, Type.NAA, null, value);
    }

    /**
     * A logical unit's EUI-64 based designator.
     *
     * @param value 8, 12 or 16 bytes
     */
    public static DesignationDescriptor eui64(byte[] value) {
        if (value.length != 8 && value.length != 12 && value.length != 16) {
            throw new IllegalArgumentException("an EUI-64 based designator of " + value.length + " bytes");
        }
        return binary(Association.LOGICAL_UNIT, Type.EUI_64, null, value);
    }

    /**
     * A logical unit's vendor specific designator.
     *
     * @param text printable ASCII
     */
    public static DesignationDescriptor vendorSpecific(String text) {
        if (!text.matches("[ -~]+")) {
            throw new IllegalArgumentException("not printable: " + text);
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new DesignationDescriptor(CodeSet.ASCII, Association.LOGICAL_UNIT, Type.VENDOR_SPECIFIC, null, bytes);
    }

    /**
     * RELATIVE TARGET PORT IDENTIFIER.
     *
     * @param identifier 1 to FFFFh
     */
    public static DesignationDescriptor relativeTargetPort(int identifier, ProtocolIdentifier protocol) {
        return numbered(Type.RELATIVE_TARGET_PORT, identifier, protocol);
    }

    /**
     * TARGET PORT GROUP.
     *
     * @param identifier 0 to FFFFh
     */
    public static DesignationDescriptor targetPortGroup(int identifier, ProtocolIdentifier protocol) {
        return numbered(Type.TARGET_PORT_GROUP, identifier, protocol);
    }

    private static DesignationDescriptor numbered(Type type, int identifier, ProtocolIdentifier protocol) {
        if (identifier < 0 || identifier > 0xFFFF || identifier == 0 && type == Type.RELATIVE_TARGET_PORT) {
            throw new IllegalArgumentException(type + " " + identifier);
        }
        byte[] bytes = {0, 0, (byte) (identifier >> 8), (byte) identifier};
        return binary(Association.TARGET_PORT, type, protocol, bytes);
    }

    /** SCSI NAME STRING: terminated by a zero and padded to a multiple of four bytes. */
    public static DesignationDescriptor scsiNameString(
            Association association, ProtocolIdentifier protocol, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, text.length + 4 & ~3);
        return new DesignationDescriptor(CodeSet.UTF_8, association, Type.SCSI_NAME_STRING, protocol, padded);
    }

    private static DesignationDescriptor binary(
            Association association, Type type, ProtocolIdentifier protocol, byte[] designator) {
        return new DesignationDescriptor(CodeSet.BINARY, association, type, protocol, designator);
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** The designator, a copy. */
    @Override
    public byte[] designator() {
        return designator.clone();
    }

    /** Bytes of the whole descriptor. */
    public int length() {
        return HEADER_LENGTH + designator.length;
    }

    /** Writes the descriptor; returns {@link #length()}. */
    public int write(byte[] target, int offset) {
        int identifier = protocol == null ? 0 : protocol.code();
        target[offset] = (byte) (identifier << 4 | codeSet.code());
        target[offset + 1] = (byte) ((protocol == null ? 0 : PIV) | association.code() << 4 | type.code());
        target[offset + 2] = 0;
        target[offset + 3] = (byte) designator.length;
        System.arraycopy(designator, 0, target, offset + HEADER_LENGTH, designator.length);
        return length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DesignationDescriptor that
                && codeSet == that.codeSet
                && association == that.association
                && type == that.type
                && protocol == that.protocol
                && Arrays.equals(designator, that.designator);
    }

    @Override
    public int hashCode() {
        return Objects.hash(codeSet, association, type, protocol, Arrays.hashCode(designator));
    }

    /** What it designates, of what kind, and the designator as text or hexadecimal. */
    @Override
    public String toString() {
        String value = codeSet == CodeSet.BINARY
                ? HexFormat.of().formatHex(designator)
                : new String(designator, StandardCharsets.UTF_8).replace("\0", "");
        return association + " " + type + " " + value;
    }
}
