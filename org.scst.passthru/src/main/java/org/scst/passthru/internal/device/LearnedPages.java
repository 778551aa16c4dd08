package org.scst.passthru.internal.device;

import java.util.Arrays;

/**
 * What the mode parameters of a device say that matters here: its Control mode page, and the block length in force of a tape.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param control the Control mode page from the byte behind its length on; {@code null} when the device has none
 * @param blockLength of the first block descriptor, 0 when blocks may have any length, or there is no descriptor
 */
record LearnedPages(byte[] control, int blockLength) {
    private static final int CONTROL = 0x0A;
    private static final int CONTROL_LENGTH = 10;
    private static final int MOST = 252;
    private static final int SHORT_HEADER = 4;
    private static final int LONG_HEADER = 8;

    /** Asks the device. */
    static LearnedPages read(DeviceQueries device) {
        byte[] brief = device.in(MOST, 0x1A, 0, CONTROL, 0, MOST, 0);
        if (brief != null && brief.length >= SHORT_HEADER) {
            return of(brief, SHORT_HEADER, brief[3] & 0xFF);
        }
        byte[] full = device.in(MOST, 0x5A, 0, CONTROL, 0, 0, 0, 0, 0, MOST, 0);
        return full != null && full.length >= LONG_HEADER
                ? of(full, LONG_HEADER, (full[6] & 0xFF) << 8 | full[7] & 0xFF)
                : new LearnedPages(null, blockLengthAlone(device));
    }

    /** Of a device without a Control mode page. */
    private static int blockLengthAlone(DeviceQueries device) {
        byte[] brief = device.in(MOST, 0x1A, 0, 0x3F, 0, MOST, 0);
        return brief == null || brief.length < SHORT_HEADER
                ? 0
                : of(brief, SHORT_HEADER, brief[3] & 0xFF).blockLength();
    }

    private static LearnedPages of(byte[] data, int header, int descriptors) {
        int blockLength = descriptors >= 8 && data.length >= header + 8
                ? (data[header + 5] & 0xFF) << 16 | (data[header + 6] & 0xFF) << 8 | data[header + 7] & 0xFF
                : 0;
        int page = header + descriptors;
        boolean there = page + 2 <= data.length && (data[page] & 0x3F) == CONTROL;
        int length = there ? Math.min(data[page + 1] & 0xFF, data.length - page - 2) : 0;
        byte[] control =
                there ? Arrays.copyOf(Arrays.copyOfRange(data, page + 2, page + 2 + length), CONTROL_LENGTH) : null;
        return new LearnedPages(control, blockLength);
    }
}
