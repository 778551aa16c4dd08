package org.scst.core.scsi;

import java.util.Objects;

/**
 * Sense data (SPC-4 4.5), independent of the format it is sent in.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param key sense key
 * @param additional additional sense code and qualifier
 * @param deferred whether it is about an earlier command that already ended GOOD
 * @param information INFORMATION field, an unsigned number; 0 unless valid
 * @param informationValid VALID bit
 * @param senseKeySpecific the three bytes of the SENSE KEY SPECIFIC field with SKSV as the highest of their 24 bits; 0 when
 *     there is none
 * @param failedSegment of an EXTENDED COPY; {@code null} as a rule
 * @param received as a real device has given it; {@code null} as a rule
 */
public record Sense(
        SenseKey key,
        AdditionalSense additional,
        boolean deferred,
        long information,
        boolean informationValid,
        int senseKeySpecific,
        FailedSegment failedSegment,
        ReceivedSense received) {

    /** Bytes of fixed format sense data that does not tell of a failed segment. */
    public static final int FIXED_LENGTH = 18;

    /** Bytes of the longest sense data that is written, in either format. */
    public static final int MAX_LENGTH = 96;

    /** ADDITIONAL SENSE CODE of power on, the resets and the loss of a nexus. */
    private static final int RESET_OCCURRED = 0x29;

    private static final int SKSV = 0x80_0000;
    private static final int COMMAND_DATA = 0x40_0000;
    private static final int BIT_POINTER_VALID = 0x08_0000;
    private static final int MAX_SENSE_KEY_SPECIFIC = 0xFF_FFFF;

    /** Checks that absent fields are zero. */
    public Sense {
        Objects.requireNonNull(key);
        Objects.requireNonNull(additional);
        if (!informationValid && information != 0) {
            throw new IllegalArgumentException("INFORMATION without VALID");
        }
        boolean specific = (senseKeySpecific & SKSV) != 0 && senseKeySpecific <= MAX_SENSE_KEY_SPECIFIC;
        if (senseKeySpecific != 0 && !specific) {
            throw new IllegalArgumentException("SENSE KEY SPECIFIC without SKSV");
        }
    }

    /** Made here. */
    public Sense(
            SenseKey key,
            AdditionalSense additional,
            boolean deferred,
            long information,
            boolean informationValid,
            int senseKeySpecific,
            FailedSegment failedSegment) {
        this(key, additional, deferred, information, informationValid, senseKeySpecific, failedSegment, null);
    }

    /** Of no EXTENDED COPY. */
    public Sense(
            SenseKey key,
            AdditionalSense additional,
            boolean deferred,
            long information,
            boolean informationValid,
            int senseKeySpecific) {
        this(key, additional, deferred, information, informationValid, senseKeySpecific, null);
    }

    /**
     * Whether it goes out in fixed format even if D_SENSE is one: it may tell of the very change of D_SENSE, by a reset or by another
     * initiator's MODE SELECT.
     */
    public boolean alwaysFixed() {
        return key == SenseKey.UNIT_ATTENTION
                && (additional.asc() == RESET_OCCURRED || additional == AdditionalSense.MODE_PARAMETERS_CHANGED);
    }

    /** Sense data of a key and an additional sense code alone. */
    public static Sense of(SenseKey key, AdditionalSense additional) {
        return new Sense(key, additional, false, 0, false, 0);
    }

    /**
     * ILLEGAL REQUEST, INVALID FIELD IN CDB with a field pointer (SPC-4 4.5.2.4.2).
     *
     * @param byteOffset first byte of the field in the CDB
     * @param bit most significant bit of the field, 0 to 7, or -1 to name the byte only
     */
    public static Sense invalidFieldInCdb(int byteOffset, int bit) {
        return of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB)
                .withFieldPointer(COMMAND_DATA, byteOffset, bit);
    }

    /** As {@link #invalidFieldInCdb}, for a field of the parameter list. */
    public static Sense invalidFieldInParameterList(int byteOffset, int bit) {
        return of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST)
                .withFieldPointer(0, byteOffset, bit);
    }

    private Sense withFieldPointer(int commandData, int byteOffset, int bit) {
        if (byteOffset < 0 || byteOffset > 0xFFFF || bit < -1 || bit > 7) {
            throw new IllegalArgumentException("no field at byte " + byteOffset + ", bit " + bit);
        }
        int bitPointer = bit < 0 ? 0 : BIT_POINTER_VALID | bit << 16;
        int specific = SKSV | commandData | bitPointer | byteOffset;
        return new Sense(key, additional, deferred, information, informationValid, specific, failedSegment);
    }

    /** The same with INFORMATION: for the block commands an LBA, for MISCOMPARE a byte offset; unsigned. */
    public Sense withInformation(long value) {
        return new Sense(key, additional, deferred, value, true, senseKeySpecific, failedSegment);
    }

    /**
     * The same with a PROGRESS INDICATION (SPC-4 4.5.2.4).
     *
     * @param done 0 to FFFFh: parts of 65 536
     */
    public Sense withProgress(int done) {
        int specific = SKSV | Objects.checkIndex(done, 0x10000);
        return new Sense(key, additional, deferred, information, informationValid, specific, failedSegment);
    }

    /** The same as a deferred error (SPC-4 4.5.5). */
    public Sense asDeferred() {
        return new Sense(key, additional, true, information, informationValid, senseKeySpecific, failedSegment);
    }

    /** The same of a segment of an EXTENDED COPY. */
    public Sense of(FailedSegment segment) {
        return new Sense(key, additional, deferred, information, informationValid, senseKeySpecific, segment);
    }

    /**
     * Writes fixed format (SPC-4 4.5.3). INFORMATION has four bytes: a larger value is left out and VALID is zero. What a real device
     * has given is written as it gave it, here and in descriptor format.
     *
     * @return bytes written, {@link #FIXED_LENGTH}, or up to {@link #MAX_LENGTH} when it tells of a failed segment
     */
    public int writeFixed(byte[] target, int offset) {
        return received != null ? received.write(target, offset) : SenseFormat.writeFixed(this, target, offset);
    }

    /**
     * Writes descriptor format (SPC-4 4.5.2).
     *
     * @return bytes written, 8 to {@link #MAX_LENGTH}
     */
    public int writeDescriptor(byte[] target, int offset) {
        return received != null ? received.write(target, offset) : SenseFormat.writeDescriptor(this, target, offset);
    }

    /** As {@link #read(byte[], int, int)}, for a whole array. */
    public static Sense read(byte[] source) {
        return read(source, 0, source.length);
    }

    /**
     * Reads either format. Fields that this type does not carry are skipped.
     *
     * @throws IllegalArgumentException when the response code is neither, the data ends before a field it announces, or the
     *     additional sense code has no name in {@link AdditionalSense}
     */
    public static Sense read(byte[] source, int offset, int length) {
        return SenseFormat.read(source, offset, length);
    }

    /**
     * What a real device has given, of whatever codes; kept byte by byte, as far as {@link #MAX_LENGTH} goes.
     *
     * @param length bytes that are there, also when the data announces more
     * @throws IllegalArgumentException when it is no sense data, or too short to have a code
     */
    public static Sense received(byte[] source, int offset, int length) {
        return SenseFormat.received(source, offset, Math.min(length, MAX_LENGTH));
    }

    /** Key, names, code and what else is valid. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(deferred ? "deferred " : "");
        text.append(key).append(' ').append(additional);
        text.append(String.format(" (%x/%02x/%02x)", key.code(), additional.asc(), additional.ascq()));
        if (informationValid) {
            text.append(" information ").append(Long.toHexString(information)).append('h');
        }
        if (senseKeySpecific != 0) {
            appendSenseKeySpecific(text);
        }
        if (failedSegment != null) {
            text.append(' ').append(failedSegment);
        }
        if (received != null && additional == AdditionalSense.UNNAMED) {
            text.append(' ').append(received);
        }
        return text.toString();
    }

    private void appendSenseKeySpecific(StringBuilder text) {
        if (key != SenseKey.ILLEGAL_REQUEST) {
            text.append(String.format(" specific %06xh", senseKeySpecific));
            return;
        }
        text.append((senseKeySpecific & COMMAND_DATA) != 0 ? " CDB byte " : " parameter byte ");
        text.append(senseKeySpecific & 0xFFFF);
        if ((senseKeySpecific & BIT_POINTER_VALID) != 0) {
            text.append(" bit ").append(senseKeySpecific >> 16 & 7);
        }
    }
}
