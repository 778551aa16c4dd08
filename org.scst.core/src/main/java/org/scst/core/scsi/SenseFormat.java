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
 *   8-11  COMMAND-SPECIFIC INFORMATION                8-    sense data descriptors
 *   12 13 ASC, ASCQ
 *   15-17 SKSV(23) SENSE KEY SPECIFIC
 * </pre>
 *
 * <p>A failed segment is the last two bytes of COMMAND-SPECIFIC INFORMATION. What a copy source or copy destination has reported
 * stands in fixed format behind the rest, status first, where the first byte of COMMAND-SPECIFIC INFORMATION says for a source and the
 * second for a destination; in descriptor format it is a forwarded sense data descriptor.
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
    private static final int COMMAND_DESCRIPTOR = 0x01;
    private static final int COMMAND_DESCRIPTOR_LENGTH = 12;
    private static final int SPECIFIC_DESCRIPTOR = 0x02;
    private static final int SPECIFIC_DESCRIPTOR_LENGTH = 8;

    private static final int FORWARDED_DESCRIPTOR = 0x0C;
    private static final int FORWARDED_HEADER = 4;
    private static final int FROM_SOURCE = 1;
    private static final int FROM_DESTINATION = 2;

    private SenseFormat() {}

    static int writeFixed(Sense sense, byte[] target, int offset) {
        FailedSegment failed = sense.failedSegment();
        int length = Sense.FIXED_LENGTH + (failed == null || failed.status() == null ? 0 : 1 + forwardedLength(failed));
        Arrays.fill(target, offset, offset + length, (byte) 0);
        target[offset] = (byte) (CURRENT_FIXED | (sense.deferred() ? DEFERRED : 0));
        target[offset + FIXED_KEY_OFFSET] = (byte) sense.key().code();
        if (sense.informationValid() && sense.information() >>> 32 == 0) {
            target[offset] |= (byte) VALID;
            put(target, offset + FIXED_INFORMATION_OFFSET, 4, sense.information());
        }
        target[offset + ADDITIONAL_OFFSET - 1] = (byte) (length - ADDITIONAL_OFFSET);
        put(target, offset + FIXED_ASC_OFFSET, 2, sense.additional().code());
        put(target, offset + FIXED_SPECIFIC_OFFSET, 3, sense.senseKeySpecific());
        if (failed != null) {
            put(target, offset + ADDITIONAL_OFFSET + 2, 2, failed.number());
        }
        if (length > Sense.FIXED_LENGTH) {
            target[offset + ADDITIONAL_OFFSET + (failed.atSource() ? 0 : 1)] = Sense.FIXED_LENGTH;
            target[offset + Sense.FIXED_LENGTH] = (byte) failed.status().code();
            forward(failed, target, offset + Sense.FIXED_LENGTH + 1);
        }
        return length;
    }

    private static int forwardedLength(FailedSegment failed) {
        return failed.sense() == null ? 0 : Sense.FIXED_LENGTH;
    }

    private static void forward(FailedSegment failed, byte[] target, int offset) {
        if (failed.sense() != null) {
            writeFixed(failed.sense(), target, offset);
        }
    }

    private static int descriptorLength(FailedSegment failed) {
        int forwarded = failed.status() == null ? 0 : FORWARDED_HEADER + forwardedLength(failed);
        return COMMAND_DESCRIPTOR_LENGTH + forwarded;
    }

    private static void writeDescriptors(FailedSegment failed, byte[] target, int at) {
        target[at] = COMMAND_DESCRIPTOR;
        target[at + 1] = COMMAND_DESCRIPTOR_LENGTH - 2;
        put(target, at + 4, 8, failed.number());
        if (failed.status() != null) {
            int forwarded = at + COMMAND_DESCRIPTOR_LENGTH;
            target[forwarded] = FORWARDED_DESCRIPTOR;
            target[forwarded + 1] = (byte) (FORWARDED_HEADER + forwardedLength(failed) - 2);
            target[forwarded + 2] = (byte) (failed.atSource() ? FROM_SOURCE : FROM_DESTINATION);
            target[forwarded + 3] = (byte) failed.status().code();
            forward(failed, target, forwarded + FORWARDED_HEADER);
        }
    }

    static int writeDescriptor(Sense sense, byte[] target, int offset) {
        int length = ADDITIONAL_OFFSET;
        length += sense.informationValid() ? INFORMATION_DESCRIPTOR_LENGTH : 0;
        length += sense.senseKeySpecific() != 0 ? SPECIFIC_DESCRIPTOR_LENGTH : 0;
        length += sense.failedSegment() != null ? descriptorLength(sense.failedSegment()) : 0;
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
            at += SPECIFIC_DESCRIPTOR_LENGTH;
        }
        if (sense.failedSegment() != null) {
            writeDescriptors(sense.failedSegment(), target, at);
        }
        return length;
    }

    /** With what was given, and codes that may have no name. */
    static Sense received(byte[] source, int offset, int length) {
        require(length >= ADDITIONAL_OFFSET && offset >= 0 && offset <= source.length - length);
        int announced = ADDITIONAL_OFFSET + (source[offset + ADDITIONAL_OFFSET - 1] & 0xFF);
        byte[] data = Arrays.copyOfRange(source, offset, offset + Math.min(announced, length));
        data[ADDITIONAL_OFFSET - 1] = (byte) (data.length - ADDITIONAL_OFFSET);
        Sense read = switch (data[0] & 0x7F & ~DEFERRED) {
            case CURRENT_FIXED -> readFixed(data);
            case CURRENT_DESCRIPTOR -> readDescriptor(data);
            default -> throw new IllegalArgumentException("no sense data");
        };
        return new Sense(
                read.key(),
                read.additional(),
                read.deferred(),
                read.information(),
                read.informationValid(),
                read.senseKeySpecific(),
                null,
                new ReceivedSense(data));
    }

    static Sense read(byte[] source, int offset, int length) {
        require(length >= ADDITIONAL_OFFSET && offset >= 0 && offset <= source.length - length);
        int end = ADDITIONAL_OFFSET + (source[offset + ADDITIONAL_OFFSET - 1] & 0xFF);
        require(end <= length);
        byte[] data = Arrays.copyOfRange(source, offset, offset + end);
        int responseCode = data[0] & 0x7F;
        return switch (responseCode & ~DEFERRED) {
            case CURRENT_FIXED -> named(readFixed(data), data, FIXED_ASC_OFFSET);
            case CURRENT_DESCRIPTOR -> named(readDescriptor(data), data, 2);
            default ->
                throw new IllegalArgumentException(
                        "sense data with response code " + Integer.toHexString(responseCode) + "h");
        };
    }

    /** Refuses a code without a name. */
    private static Sense named(Sense sense, byte[] data, int at) {
        AdditionalSense.of((int) take(data, at, 2));
        return sense;
    }

    private static Sense readFixed(byte[] data) {
        require(data.length >= FIXED_ASC_OFFSET + 2);
        boolean specific = data.length >= Sense.FIXED_LENGTH && (data[FIXED_SPECIFIC_OFFSET] & SKSV) != 0;
        boolean valid = (data[0] & VALID) != 0;
        return new Sense(
                SenseKey.of(data[FIXED_KEY_OFFSET] & 0xF),
                AdditionalSense.orUnnamed((int) take(data, FIXED_ASC_OFFSET, 2)),
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
                AdditionalSense.orUnnamed((int) take(data, 2, 2)),
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
