package org.scst.iscsi.internal.isns;

import java.util.Map;

/**
 * Error codes of a response, for people (RFC 4171 5.7.5.1).
 *
 * <p><i>Threading:</i> stateless.
 */
final class IsnsStatus {
    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            Map.entry(1, "unknown error"),
            Map.entry(2, "message format error"),
            Map.entry(3, "invalid registration"),
            Map.entry(5, "invalid query"),
            Map.entry(6, "source unknown"),
            Map.entry(7, "source absent"),
            Map.entry(8, "source unauthorized"),
            Map.entry(9, "no such entry"),
            Map.entry(10, "version not supported"),
            Map.entry(11, "internal error"),
            Map.entry(12, "busy"),
            Map.entry(13, "option not understood"),
            Map.entry(14, "invalid update"),
            Map.entry(15, "message not supported"),
            Map.entry(16, "SCN event rejected"),
            Map.entry(17, "SCN registration rejected"),
            Map.entry(18, "attribute not implemented"),
            Map.entry(21, "ESI not available"),
            Map.entry(22, "invalid deregistration"),
            Map.entry(23, "registration features not supported"));

    private IsnsStatus() {}

    static String text(int status) {
        return status + ", " + TEXTS.getOrDefault(status, "no code of RFC 4171");
    }
}
