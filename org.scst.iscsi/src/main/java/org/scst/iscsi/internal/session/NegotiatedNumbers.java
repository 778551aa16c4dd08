package org.scst.iscsi.internal.session;

import java.util.Map;
import org.scst.iscsi.internal.login.OperationalParameters;

/**
 * What was negotiated, as numbers under the names of the keys; Yes and CRC32C are one.
 *
 * <p><i>Threading:</i> stateless.
 */
final class NegotiatedNumbers {
    private static final int LEAST_LENGTH = 512;
    private static final int MOST_LENGTH = (1 << 24) - 1;
    private static final int MOST_R2T = 65535;

    private NegotiatedNumbers() {}

    static void write(OperationalParameters parameters, Map<String, Long> numbers) {
        numbers.put("InitialR2T", truth(parameters.initialR2T()));
        numbers.put("ImmediateData", truth(parameters.immediateData()));
        numbers.put("MaxRecvDataSegmentLength", (long) parameters.maxRecvDataSegmentLength());
        numbers.put("MaxXmitDataSegmentLength", (long) parameters.maxXmitDataSegmentLength());
        numbers.put("MaxBurstLength", (long) parameters.maxBurstLength());
        numbers.put("FirstBurstLength", (long) parameters.firstBurstLength());
        numbers.put("MaxOutstandingR2T", (long) parameters.maxOutstandingR2T());
        numbers.put("HeaderDigest", truth(parameters.headerDigest()));
        numbers.put("DataDigest", truth(parameters.dataDigest()));
    }

    static OperationalParameters read(RecordNumbers numbers) throws RecordRefusedException {
        return new OperationalParameters(
                numbers.truth("InitialR2T"),
                numbers.truth("ImmediateData"),
                numbers.small("MaxRecvDataSegmentLength", LEAST_LENGTH, MOST_LENGTH),
                numbers.small("MaxXmitDataSegmentLength", LEAST_LENGTH, MOST_LENGTH),
                numbers.small("MaxBurstLength", LEAST_LENGTH, MOST_LENGTH),
                numbers.small("FirstBurstLength", LEAST_LENGTH, MOST_LENGTH),
                numbers.small("MaxOutstandingR2T", 1, MOST_R2T),
                numbers.truth("HeaderDigest"),
                numbers.truth("DataDigest"));
    }

    private static long truth(boolean yes) {
        return yes ? 1 : 0;
    }
}
