package org.scst.runtime.itest.initiator;

import java.util.HexFormat;

/**
 * What an initiator got for a command.
 *
 * <p><i>Threading:</i> immutable by convention: nobody changes the arrays.
 *
 * @param status SCSI status code
 * @param sense sense data, empty without
 * @param data Data-In, empty without
 */
public record Answer(int status, byte[] sense, byte[] data) {
    private static final int KEY_OFFSET = 2;
    private static final int ASC_OFFSET = 12;

    /** Whether the status is GOOD. */
    public boolean good() {
        return status == 0;
    }

    /** Sense key, ASC and ASCQ of fixed format sense data (SPC-5 4.4.3) as {@code 6/29/00}, or the empty string. */
    public String senseCode() {
        return sense.length <= ASC_OFFSET + 1
                ? ""
                : "%x/%02x/%02x".formatted(sense[KEY_OFFSET] & 0x0F, sense[ASC_OFFSET], sense[ASC_OFFSET + 1]);
    }

    @Override
    public String toString() {
        return "status %02x, sense %s, %d bytes %s"
                .formatted(
                        status,
                        senseCode().isEmpty() ? "none" : senseCode(),
                        data.length,
                        HexFormat.of().formatHex(data, 0, Math.min(data.length, 16)));
    }
}
