package org.scst.iscsi.internal.session;

import java.util.LinkedHashMap;
import java.util.Map;
import org.scst.iscsi.internal.login.OperationalParameters;

/**
 * What was negotiated, by the standard's names, for operators.
 *
 * <p><i>Threading:</i> stateless.
 */
final class SessionProperties {
    private SessionProperties() {}

    static Map<String, String> of(SessionIdentity identity, OperationalParameters parameters) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("ISID", String.format("%012x", identity.isid()));
        properties.put("TSIH", Integer.toString(identity.tsih()));
        properties.put("CID", Integer.toString(identity.cid()));
        properties.put("InitialR2T", yesNo(parameters.initialR2T()));
        properties.put("ImmediateData", yesNo(parameters.immediateData()));
        properties.put("MaxRecvDataSegmentLength", Integer.toString(parameters.maxRecvDataSegmentLength()));
        properties.put("MaxXmitDataSegmentLength", Integer.toString(parameters.maxXmitDataSegmentLength()));
        properties.put("MaxBurstLength", Integer.toString(parameters.maxBurstLength()));
        properties.put("FirstBurstLength", Integer.toString(parameters.firstBurstLength()));
        properties.put("MaxOutstandingR2T", Integer.toString(parameters.maxOutstandingR2T()));
        properties.put("HeaderDigest", digest(parameters.headerDigest()));
        properties.put("DataDigest", digest(parameters.dataDigest()));
        return properties;
    }

    private static String yesNo(boolean value) {
        return value ? "Yes" : "No";
    }

    private static String digest(boolean value) {
        return value ? "CRC32C" : "None";
    }
}
