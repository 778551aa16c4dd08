package org.scst.iscsi.internal.login;

/**
 * What login negotiation has settled for a normal session with one connection (RFC 7143 clause 13). Data always comes in order
 * (DataPDUInOrder and DataSequenceInOrder are Yes) and ErrorRecoveryLevel is 0.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param initialR2T whether no data comes unsolicited after the command PDU
 * @param immediateData whether data may come within the command PDU
 * @param maxRecvDataSegmentLength longest data segment that this target takes, in bytes
 * @param maxXmitDataSegmentLength longest data segment that the initiator takes (its MaxRecvDataSegmentLength), in bytes
 * @param maxBurstLength longest sequence of Data-In, or of Data-Out that answers an R2T, in bytes
 * @param firstBurstLength most unsolicited data of a command, immediate data included, in bytes
 * @param maxOutstandingR2T R2Ts of one command that may be unanswered
 * @param headerDigest whether headers carry a CRC32C digest
 * @param dataDigest whether data segments carry a CRC32C digest
 */
public record OperationalParameters(
        boolean initialR2T,
        boolean immediateData,
        int maxRecvDataSegmentLength,
        int maxXmitDataSegmentLength,
        int maxBurstLength,
        int firstBurstLength,
        int maxOutstandingR2T,
        boolean headerDigest,
        boolean dataDigest) {

    /** The same after the initiator has declared another MaxRecvDataSegmentLength. */
    public OperationalParameters withMaxXmitDataSegmentLength(int length) {
        return new OperationalParameters(
                initialR2T,
                immediateData,
                maxRecvDataSegmentLength,
                length,
                maxBurstLength,
                firstBurstLength,
                maxOutstandingR2T,
                headerDigest,
                dataDigest);
    }
}
