package org.scst.iscsi.internal.pdu;

/**
 * Residual flags and count as SCSI Response and Data-In share them: O and U in byte 1, the count in bytes 44 to 47
 * (RFC 7143 11.4.1, 11.4.5).
 *
 * <p><i>Threading:</i> stateless.
 */
final class Residual {
    private static final long LARGEST = 0xffff_ffffL;

    private Residual() {}

    static long read(TargetPdu pdu) {
        long count = pdu.unsigned32(ScsiResponse.RESIDUAL_COUNT_OFFSET);
        if ((pdu.flags() & ScsiResponse.OVERFLOW) != 0) {
            return count;
        }
        return (pdu.flags() & ScsiResponse.UNDERFLOW) != 0 ? -count : 0;
    }

    static void write(TargetPdu pdu, long residual) {
        pdu.setFlag(ScsiResponse.OVERFLOW, residual > 0);
        pdu.setFlag(ScsiResponse.UNDERFLOW, residual < 0);
        pdu.int32(ScsiResponse.RESIDUAL_COUNT_OFFSET, (int) Math.min(Math.abs(residual), LARGEST));
    }
}
