package org.scst.iscsi.internal.login;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.scst.testkit.Arbitrary;

/**
 * What RFC 7143 clause 13 says of each operational key, written down once more: of what kind its values are, which result function it
 * has, what holds without negotiation, and when it is irrelevant. It knows nothing of the code under test.
 *
 * <p><i>Threading:</i> confined to one trial.
 */
final class NegotiationModel {
    /** Longest burst and segment (RFC 7143 13.12 to 13.14). */
    private static final int LONGEST = (1 << 24) - 1;

    /** A result function (RFC 7143 6.2), or none. */
    enum Result {
        FIRST_COMMON,
        OR,
        AND,
        MINIMUM,
        MAXIMUM,
        DECLARED,
        /** Obsolete, and always refused (RFC 7143 13.25). */
        REFUSED
    }

    /**
     * One key.
     *
     * @param values of a list; empty for a number or a truth
     * @param otherwise holds without negotiation
     * @param wished by a target whose configuration says nothing
     * @param onlyNormal whether it is irrelevant to a discovery session
     */
    record Key(
            String name,
            Result result,
            List<String> values,
            int least,
            int most,
            String otherwise,
            String wished,
            boolean onlyNormal) {

        boolean numeric() {
            return most > 0;
        }

        /** A value that the key may have, as an initiator writes it. */
        String legal(Arbitrary values) {
            if (numeric()) {
                int number = values.number(least, most);
                return values.of(
                        Integer.toString(number),
                        "0x" + Integer.toHexString(number),
                        "0X00" + Integer.toHexString(number).toUpperCase(Locale.ROOT));
            }
            if (result == Result.FIRST_COMMON) {
                List<String> offered = values.shuffled(this.values);
                return values.of("", "X-other,")
                        + String.join(",", offered.subList(0, values.number(1, offered.size())));
            }
            return values.of("Yes", "No");
        }

        /** A value that the key may not have. */
        String illegal(Arbitrary values) {
            if (numeric()) {
                return values.of(
                        "",
                        "-1",
                        "+" + most,
                        most + 1L + "",
                        least - 1 + "",
                        "0x",
                        "0xg",
                        "1 ",
                        "Yes",
                        "99999999999999999999",
                        "0x1" + Integer.toHexString(most),
                        "1~2",
                        "12,13");
            }
            return values.of("", "yes", "1", "Yes,No", "X-other", "crc32c", "None ", "\u0130");
        }
    }

    static final List<Key> KEYS = List.of(
            list("HeaderDigest", "None", "None,CRC32C", false, "None", "CRC32C"),
            list("DataDigest", "None", "None,CRC32C", false, "None", "CRC32C"),
            number("MaxConnections", Result.MINIMUM, 1, 65535, 1, 1, true),
            truth("InitialR2T", Result.OR, "Yes", "No", true),
            truth("ImmediateData", Result.AND, "Yes", "Yes", true),
            number("MaxRecvDataSegmentLength", Result.DECLARED, 512, LONGEST, 8192, 1 << 20, false),
            number("MaxBurstLength", Result.MINIMUM, 512, LONGEST, 262144, 1 << 20, true),
            number("FirstBurstLength", Result.MINIMUM, 512, LONGEST, 65536, 65536, true),
            number("DefaultTime2Wait", Result.MAXIMUM, 0, 3600, 2, 0, false),
            number("DefaultTime2Retain", Result.MINIMUM, 0, 3600, 20, 0, false),
            number("MaxOutstandingR2T", Result.MINIMUM, 1, 65535, 1, 32, true),
            truth("DataPDUInOrder", Result.OR, "Yes", "Yes", true),
            truth("DataSequenceInOrder", Result.OR, "Yes", "Yes", true),
            number("ErrorRecoveryLevel", Result.MINIMUM, 0, 2, 0, 0, false),
            list("TaskReporting", "RFC3720", "RFC3720", true, "RFC3720", "ResponseFence", "FastAbort"),
            number("iSCSIProtocolLevel", Result.MINIMUM, 0, 31, 1, 1, true),
            // RFC 7145 6.3: of iSER.
            truth("RDMAExtensions", Result.AND, "No", "No", true),
            // RFC 7143 13.25: obsolete; No is allowed for the two switches.
            truth("IFMarker", Result.AND, "No", "No", false),
            truth("OFMarker", Result.AND, "No", "No", false),
            new Key("IFMarkInt", Result.REFUSED, List.of("2048~8192"), 0, 0, "Reject", "Reject", false),
            new Key("OFMarkInt", Result.REFUSED, List.of("2048~8192"), 0, 0, "Reject", "Reject", false));

    /** What a target's file says of keys; others are not configured. */
    private final Map<String, String> configured;

    private final boolean discovery;
    private final Set<Key> offered = new HashSet<>();
    private final Map<String, String> settled = new HashMap<>();

    NegotiationModel(Map<String, String> configured, boolean discovery) {
        this.configured = configured;
        this.discovery = discovery;
    }

    private static Key list(String name, String otherwise, String wished, boolean onlyNormal, String... values) {
        return new Key(name, Result.FIRST_COMMON, List.of(values), 0, 0, otherwise, wished, onlyNormal);
    }

    private static Key truth(String name, Result result, String otherwise, String wished, boolean onlyNormal) {
        return new Key(name, result, List.of(), 0, 0, otherwise, wished, onlyNormal);
    }

    private static Key number(
            String name, Result result, int least, int most, int otherwise, int wished, boolean onlyNormal) {
        return new Key(
                name,
                result,
                List.of(),
                least,
                most,
                Integer.toString(otherwise),
                Integer.toString(wished),
                onlyNormal);
    }

    static Key key(String name) {
        return KEYS.stream().filter(key -> key.name.equals(name)).findFirst().orElseThrow();
    }

    /** What holds for a key by now. */
    String holds(String name) {
        return settled.getOrDefault(name, key(name).otherwise);
    }

    /** What the target says of its own accord. */
    String declares() {
        return wish(key("MaxRecvDataSegmentLength"));
    }

    private String wish(Key key) {
        return configured.getOrDefault(key.name, key.wished);
    }

    /** The answer to a value that is legal or not, {@code null} for none. MaxBurstLength of the same text comes first. */
    String answer(Key key, String value, boolean legal) {
        offered.add(key);
        if (discovery && key.onlyNormal) {
            return "Irrelevant";
        }
        if (!legal || key.result == Result.REFUSED) {
            return "Reject";
        }
        String result = result(key, value);
        if (result == null) {
            return "Reject";
        }
        settled.put(key.name, result);
        return key.result == Result.DECLARED ? null : result;
    }

    private String result(Key key, String value) {
        String wish = wish(key);
        return switch (key.result) {
            case FIRST_COMMON ->
                Arrays.stream(value.split(","))
                        .filter(List.of(wish.split(","))::contains)
                        .findFirst()
                        .orElse(null);
            case OR -> value.equals("Yes") || wish.equals("Yes") ? "Yes" : "No";
            case AND -> value.equals("Yes") && wish.equals("Yes") ? "Yes" : "No";
            case MINIMUM -> Integer.toString(Math.min(Integer.decode(value), most(key)));
            case MAXIMUM -> Integer.toString(Math.max(Integer.decode(value), Integer.parseInt(wish)));
            case DECLARED -> Integer.toString(Integer.decode(value));
            case REFUSED -> null;
        };
    }

    /** RFC 7143 13.14: FirstBurstLength must not exceed MaxBurstLength, which may or may not be negotiated later. */
    private int most(Key key) {
        int wish = Integer.parseInt(wish(key));
        if (!key.name.equals("FirstBurstLength")) {
            return wish;
        }
        Key burst = key("MaxBurstLength");
        int longest = Integer.parseInt(holds(burst.name));
        return Math.min(wish, offered.contains(burst) ? longest : Math.min(longest, Integer.parseInt(wish(burst))));
    }
}
