package org.scst.core.scsi;

import java.util.Arrays;

/**
 * The two formats of sense data.
 *
 * <pre>
 * fixed (SPC-4 4.5.3)                               descriptor (SPC-4 4.5.2)
 *   0     VALID(7) RESPONSE CODE(6-0) 70h, 71h        0     RESPONSE CODE(6-0) 72h, 73h
 *   2     SENSE KEY(3-0)                              1     SENSE KEY(3-0)
 *   3-6   INFORMATION                                 2, 3  ASC, ASCQ
 *   7     ADDITIONAL SENSE LENGTH                     7     ADDITIONAL SENSE LENGTH
 *   12 13 ASC, ASCQ                                   8-    sense data descriptors
 *   15-17 SKSV(23) SENSE KEY SPECIFIC
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 */
final class SenseFormat {
    private static final int CURRENT_FIXED = 0x70;
    private static final int CURRENT_DESCRIPTOR = 0x72;
    private static final int DEFERRED = 1;
    private static final int VALID = 0x80;
    private static final int SKSV = 0x80;

    private static final int FIXED_KEY_OFFSET = 2;
    private static final int FIXED_INFORMATION_OFFSET = 3;
    private static final int FIXED_ASC_OFFSET = 12;
    private static final int FIXED_SPECIFIC_OFFSET = 15;
    /** Bytes behind the ADDITIONAL SENSE LENGTH field, which has the same place in both formats. */
    private static final int ADDITIONAL_OFFSET = 8;

    private static final int INFORMATION_DESCRIPTOR = 0x00;
    private static final int INFORMATION_DESCRIPTOR_LENGTH = 12;
    private static final int SPECIFIC_DESCRIPTOR = 0x02;
    private static final int SPECIFIC_DESCRIPTOR_LENGTH = 8;

    private SenseFormat() {}

    static int writeFixed(Sense sense, byte[] target, int offset) {
        Arrays.fill(target, offset, offset + Sense.FIXED_LENGTH, (byte) 0);
        target[offset] = (byte) (CURRENT_FIXED | (sense.deferred() ? DEFERRED : 0));
        target[offset + FIXED_KEY_OFFSET] = (byte) sense.key().code();
        if (sense.informationValid() && sense.information() >>> 32 == 0) {
            target[offset] |= (byte) VALID;
            put(target, offset + FIXED_INFORMATION_OFFSET, 4, sense.information());
        }
        target[offset + ADDITIONAL_OFFSET - 1] = Sense.FIXED_LENGTH - ADDITIONAL_OFFSET;
        put(target, offset + FIXED_ASC_OFFSET, 2, sense.additional().code());
        put(target, offset + FIXED_SPECIFIC_OFFSET, 3, sense.senseKeySpecific());
        return Sense.FIXED_LENGTH;
    }

    static int writeDescriptor(Sense sense, byte[] target, int offset) {
        int length = ADDITIONAL_OFFSET;
        length += sense.informationValid() ? INFORMATION_DESCRIPTOR_LENGTH : 0;
        length += sense.senseKeySpecific() != 0 ? SPECIFIC_DESCRIPTOR_LENGTH : 0;
        Arrays.fill(target, offset, offset + length, (byte) 0);
        target[offset] = (byte) (CURRENT_DESCRIPTOR | (sense.deferred() ? DEFERRED : 0));
        target[offset + 1] = (byte) sense.key().code();
        put(target, offset + 2, 2, sense.additional().code());
        target[offset + ADDITIONAL_OFFSET - 1] = (byte) (length - ADDITIONAL_OFFSET);
        int at = offset + ADDITIONAL_OFFSET;
        if (sense.informationValid()) {
            target[at] = INFORMATION_DESCRIPTOR;
            target[at + 1] = INFORMATION_DESCRIPTOR_LENGTH - 2;
            target[at + 2] = (byte) VALID;
            put(target, at + 4, 8, sense.information());
            at += INFORMATION_DESCRIPTOR_LENGTH;
        }
        if (sense.senseKeySpecific() != 0) {
            target[at] = SPECIFIC_DESCRIPTOR;
            target[at + 1] = SPECIFIC_DESCRIPTOR_LENGTH - 2;
            put(target, at + 4, 3, sense.senseKeySpecific());
        }
        return length;
    }

    static Sense read(byte[] source, int offset, int length) {
        require(length >= ADDITIONAL_OFFSET && offset >= 0 && offset <= source.length - length);
        int end = ADDITIONAL_OFFSET + (source[offset + ADDITIONAL_OFFSET - 1] & 0xFF);
        require(end <= length);
        byte[] data = Arrays.copyOfRange(source, offset, offset + end);
        int responseCode = data[0] & 0x7F;
        return switch (responseCode & ~DEFERRED) {
            case CURRENT_FIXED -> readFixed(data);
            case CURRENT_DESCRIPTOR -> readDescriptor(data);
            default ->
                throw new IllegalArgumentException(
                        "sense data with response code " + Integer.toHexString(responseCode) + "h");
        };
    }

    private static Sense readFixed(byte[] data) {
        require(data.length >= FIXED_ASC_OFFSET + 2);
        boolean specific = data.length >= Sense.FIXED_LENGTH && (data[FIXED_SPECIFIC_OFFSET] & SKSV) != 0;
        boolean valid = (data[0] & VALID) != 0;
        return new Sense(
                SenseKey.of(data[FIXED_KEY_OFFSET] & 0xF),
                AdditionalSense.of((int) take(data, FIXED_ASC_OFFSET, 2)),
                (data[0] & DEFERRED) != 0,
                valid ? take(data, FIXED_INFORMATION_OFFSET, 4) : 0,
                valid,
                specific ? (int) take(data, FIXED_SPECIFIC_OFFSET, 3) : 0);
    }

    private static Sense readDescriptor(byte[] data) {
        int information = find(data, INFORMATION_DESCRIPTOR, INFORMATION_DESCRIPTOR_LENGTH);
        boolean valid = information >= 0 && (data[information + 2] & VALID) != 0;
        int specific = find(data, SPECIFIC_DESCRIPTOR, SPECIFIC_DESCRIPTOR_LENGTH);
        boolean specificValid = specific >= 0 && (data[specific + 4] & SKSV) != 0;
        return new Sense(
                SenseKey.of(data[1] & 0xF),
                AdditionalSense.of((int) take(data, 2, 2)),
                (data[0] & DEFERRED) != 0,
                valid ? take(data, information + 4, 8) : 0,
                valid,
                specificValid ? (int) take(data, specific + 4, 3) : 0);
    }

    /** Index of the first descriptor of a type, or -1. */
    private static int find(byte[] data, int type, int descriptorLength) {
        int at = ADDITIONAL_OFFSET;
        while (at < data.length) {
            require(at + 2 <= data.length);
            int next = at + 2 + (data[at + 1] & 0xFF);
            require(next <= data.length);
            if (data[at] == type) {
                require(next - at == descriptorLength);
                return at;
            }
            at = next;
        }
        return -1;
    }

    private static void require(boolean complete) {
        if (!complete) {
            throw new IllegalArgumentException("sense data ends before a field it announces");
        }
    }

    private static void put(byte[] target, int at, int width, long value) {
        for (int i = 0; i < width; i++) {
            target[at + i] = (byte) (value >>> 8 * (width - 1 - i));
        }
    }

    private static long take(byte[] source, int at, int width) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | source[at + i] & 0xFF;
        }
        return value;
    }
}
