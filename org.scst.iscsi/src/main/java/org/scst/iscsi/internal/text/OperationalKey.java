package org.scst.iscsi.internal.text;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The operational keys (RFC 7143 clause 13): how each is negotiated, what holds without negotiation, and what this target wants
 * unless its configuration says otherwise.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum OperationalKey {
    HeaderDigest(Rule.LIST, "None", "None,CRC32C"),
    DataDigest(Rule.LIST, "None", "None,CRC32C"),
    MaxConnections(Rule.MINIMUM, 1, 1, 1, 65535),
    InitialR2T(Rule.OR, "Yes", "No"),
    ImmediateData(Rule.AND, "Yes", "Yes"),
    MaxRecvDataSegmentLength(Rule.DECLARED, 8192, 1 << 20, 512, (1 << 24) - 1),
    MaxBurstLength(Rule.MINIMUM, 262144, 1 << 20, 512, (1 << 24) - 1),
    FirstBurstLength(Rule.MINIMUM, 65536, 65536, 512, (1 << 24) - 1),
    DefaultTime2Wait(Rule.MAXIMUM, 2, 0, 0, 3600),
    DefaultTime2Retain(Rule.MINIMUM, 20, 0, 0, 3600),
    MaxOutstandingR2T(Rule.MINIMUM, 1, 32, 1, 65535),
    DataPDUInOrder(Rule.OR, "Yes", "Yes"),
    DataSequenceInOrder(Rule.OR, "Yes", "Yes"),
    ErrorRecoveryLevel(Rule.MINIMUM, 0, 0, 0, 2),
    OFMarker(Rule.AND, "No", "No"),
    IFMarker(Rule.AND, "No", "No"),
    OFMarkInt(Rule.REJECTED, "Reject", "Reject"),
    IFMarkInt(Rule.REJECTED, "Reject", "Reject"),
    RDMAExtensions(Rule.AND, "No", "No"),
    TaskReporting(Rule.LIST, "RFC3720", "RFC3720"),
    iSCSIProtocolLevel(Rule.MINIMUM, 1, 1, 0, 31);

    private static final Map<String, OperationalKey> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(OperationalKey::name, Function.identity()));

    /** How a key's result comes about. */
    enum Rule {
        /** The first of the offered values that is acceptable. */
        LIST,
        /** Yes if both say Yes. */
        AND,
        /** Yes if one says Yes. */
        OR,
        /** The smaller number. */
        MINIMUM,
        /** The larger number. */
        MAXIMUM,
        /** Each side says its own; no answer. */
        DECLARED,
        /** Obsolete: always answered Reject. */
        REJECTED
    }

    private final Rule rule;
    private final String withoutNegotiation;
    private final String wanted;
    private final int least;
    private final int most;

    OperationalKey(Rule rule, String withoutNegotiation, String wanted) {
        this.rule = rule;
        this.withoutNegotiation = withoutNegotiation;
        this.wanted = wanted;
        this.least = 0;
        this.most = 0;
    }

    OperationalKey(Rule rule, int withoutNegotiation, int wanted, int least, int most) {
        this.rule = rule;
        this.withoutNegotiation = Integer.toString(withoutNegotiation);
        this.wanted = Integer.toString(wanted);
        this.least = least;
        this.most = most;
    }

    /** The key of this name, or {@code null}. */
    public static OperationalKey of(String name) {
        return BY_NAME.get(name);
    }

    Rule rule() {
        return rule;
    }

    /** What holds when nobody says anything. */
    public String withoutNegotiation() {
        return withoutNegotiation;
    }

    /** What this target wants unless its configuration says otherwise. */
    public String wanted() {
        return wanted;
    }

    /** Whether it is a number in its range. */
    public boolean numeric() {
        return rule == Rule.MINIMUM || rule == Rule.MAXIMUM || rule == Rule.DECLARED;
    }

    /** The number, or -1 when the value is none or out of range (RFC 7143 6.1: decimal or hexadecimal digits, no sign). */
    public int number(String value) {
        boolean hexadecimal = value.startsWith("0x") || value.startsWith("0X");
        int base = hexadecimal ? 16 : 10;
        int start = hexadecimal ? 2 : 0;
        long number = start == value.length() ? -1 : 0;
        for (int i = start; i < value.length() && number >= 0 && number <= most; i++) {
            char c = value.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, base) : -1;
            number = digit < 0 ? -1 : number * base + digit;
        }
        return number < least || number > most ? -1 : (int) number;
    }

    /**
     * Keys that say something about data or commands and have no meaning in a discovery session (RFC 7143 clause 13: "Irrelevant
     * when: SessionType=Discovery").
     */
    boolean irrelevantInDiscovery() {
        return switch (this) {
            case MaxConnections,
                    InitialR2T,
                    ImmediateData,
                    MaxBurstLength,
                    FirstBurstLength,
                    MaxOutstandingR2T,
                    DataPDUInOrder,
                    DataSequenceInOrder,
                    RDMAExtensions,
                    TaskReporting,
                    iSCSIProtocolLevel -> true;
            default -> false;
        };
    }
}
