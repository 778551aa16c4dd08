package org.scst.iscsi.internal.login;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Who wants what: the keys that are not negotiated numbers (RFC 7143 clause 13), as the initiator gave them.
 *
 * <p><i>Threading:</i> confined to one connection.
 */
final class LoginNames {
    private static final String REJECT = "Reject";
    private static final Set<String> KEYS = Set.of(
            "InitiatorName",
            "InitiatorAlias",
            "TargetName",
            "SessionType",
            "TargetAlias",
            "TargetAddress",
            "TargetPortalGroupTag",
            "SendTargets");

    private IscsiName initiator;
    private String target;
    private boolean discovery;
    private boolean complete;

    /** Who logs in, or {@code null} as long as it has not said. */
    IscsiName initiator() {
        return initiator;
    }

    /** Normalised, but not checked: fit for comparison only. */
    String target() {
        return target;
    }

    boolean discovery() {
        return discovery;
    }

    static boolean knows(String key) {
        return KEYS.contains(key);
    }

    /** Takes a key that {@link #knows} said yes to. */
    void take(String key, String value, List<Map.Entry<String, String>> answers) throws LoginRefusedException {
        switch (key) {
            case "InitiatorName", "TargetName", "SessionType" -> identify(key, value);
            case "TargetPortalGroupTag", "SendTargets" -> answers.add(Map.entry(key, REJECT));
            default -> {
                // InitiatorAlias is for people; the others are the target's to say and are ignored.
            }
        }
    }

    /**
     * Only the first text says who logs in where: everything after has been granted to those names. To say the same again, as
     * some initiators do in each stage, does no harm.
     */
    private void identify(String key, String value) throws LoginRefusedException {
        IscsiName earlierInitiator = initiator;
        String earlierTarget = target;
        boolean earlierDiscovery = discovery;
        switch (key) {
            case "InitiatorName" -> initiator = name(value);
            case "TargetName" -> target = IscsiName.normalised(value);
            default -> discovery = sessionType(value);
        }
        boolean same = Objects.equals(initiator, earlierInitiator)
                && Objects.equals(target, earlierTarget)
                && discovery == earlierDiscovery;
        if (complete && !same) {
            throw new LoginRefusedException(LoginStatus.INITIATOR_ERROR, key + " changed during login");
        }
    }

    private static IscsiName name(String value) throws LoginRefusedException {
        try {
            return IscsiName.of(value);
        } catch (IllegalArgumentException e) {
            throw new LoginRefusedException(LoginStatus.INITIATOR_ERROR, "InitiatorName: " + e.getMessage());
        }
    }

    private static boolean sessionType(String value) throws LoginRefusedException {
        return switch (value) {
            case "Discovery" -> true;
            case "Normal" -> false;
            default ->
                throw new LoginRefusedException(
                        LoginStatus.SESSION_TYPE_NOT_SUPPORTED, "a session type that does not exist");
        };
    }

    /** After the first request with all its text. */
    void checkComplete() throws LoginRefusedException {
        complete = true;
        if (initiator == null) {
            throw new LoginRefusedException(LoginStatus.MISSING_PARAMETER, "InitiatorName is missing");
        }
        if (!discovery && target == null) {
            throw new LoginRefusedException(LoginStatus.MISSING_PARAMETER, "TargetName is missing");
        }
    }

    /** The target's name for a log: a stranger wrote it. */
    String printableTarget() {
        StringBuilder printable = new StringBuilder();
        target.codePoints().limit(223).forEach(c -> printable.append(c > ' ' && c < 0x7F ? (char) c : '?'));
        return printable.toString();
    }
}
