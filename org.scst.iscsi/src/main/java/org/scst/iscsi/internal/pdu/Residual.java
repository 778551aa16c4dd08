package org.scst.iscsi.internal.pdu;

/**
 * Residual flags and counts: O and U in byte 1 with bytes 44 to 47, as SCSI Response and Data-In share them, and o and u with bytes 40
 * to 43 for what a bidirectional command reads (RFC 7143 11.4.1, 11.4.4, 11.4.5).
 *
 * <p><i>Threading:</i> stateless.
 */
final class Residual {
    private static final long LARGEST = 0xffff_ffffL;

    private Residual() {}

    static long read(TargetPdu pdu) {
        return read(pdu, ScsiResponse.OVERFLOW, ScsiResponse.UNDERFLOW, ScsiResponse.RESIDUAL_COUNT_OFFSET);
    }

    static void write(TargetPdu pdu, long residual) {
        write(pdu, residual, ScsiResponse.OVERFLOW, ScsiResponse.UNDERFLOW, ScsiResponse.RESIDUAL_COUNT_OFFSET);
    }

    static long readBidirectional(TargetPdu pdu) {
        return read(
                pdu,
                ScsiResponse.BIDIRECTIONAL_OVERFLOW,
                ScsiResponse.BIDIRECTIONAL_UNDERFLOW,
                ScsiResponse.BIDIRECTIONAL_RESIDUAL_COUNT_OFFSET);
    }

    static void writeBidirectional(TargetPdu pdu, long residual) {
        write(
                pdu,
                residual,
                ScsiResponse.BIDIRECTIONAL_OVERFLOW,
                ScsiResponse.BIDIRECTIONAL_UNDERFLOW,
                ScsiResponse.BIDIRECTIONAL_RESIDUAL_COUNT_OFFSET);
    }

    private static long read(TargetPdu pdu, int overflow, int underflow, int offset) {
        long count = pdu.unsigned32(offset);
        if ((pdu.flags() & overflow) != 0) {
            return count;
        }
        return (pdu.flags() & underflow) != 0 ? -count : 0;
    }

    private static void write(TargetPdu pdu, long residual, int overflow, int underflow, int offset) {
        pdu.setFlag(overflow, residual > 0);
        pdu.setFlag(underflow, residual < 0);
        pdu.int32(offset, (int) Math.min(Math.abs(residual), LARGEST));
    }
}
