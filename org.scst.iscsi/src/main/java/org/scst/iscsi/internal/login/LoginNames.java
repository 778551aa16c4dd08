package org.scst.iscsi.internal.login;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who wants what: the keys that only a login may carry (RFC 7143 clause 13), as the initiator gave them.
 *
 * <p><i>Threading:</i> confined to one connection.
 */
final class LoginNames {
    private static final Set<String> KEYS = Set.of(
            "InitiatorName",
            "InitiatorAlias",
            "TargetName",
            "SessionType",
            "AuthMethod",
            "TargetAlias",
            "TargetAddress");

    private IscsiName initiator;
    private String target;
    private boolean discovery;

    IscsiName initiator() {
        return initiator;
    }

    String target() {
        return target;
    }

    boolean discovery() {
        return discovery;
    }

    static boolean knows(String key) {
        return KEYS.contains(key);
    }

    void take(String key, String value, List<Map.Entry<String, String>> answers) throws LoginRefusedException {
        switch (key) {
            case "InitiatorName" -> initiator = name(value);
            case "TargetName" -> target = value.toLowerCase(java.util.Locale.ROOT);
            case "SessionType" -> discovery = sessionType(value);
            case "AuthMethod" -> answers.add(Map.entry(key, authMethod(value)));
            default -> {
                // InitiatorAlias is for people; the others are the target's to say and are ignored.
            }
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

    /** Accounts have their place here; while none can be configured, None is the only method. */
    private static String authMethod(String value) throws LoginRefusedException {
        if (List.of(value.split(",")).contains("None")) {
            return "None";
        }
        throw new LoginRefusedException(
                LoginStatus.AUTHENTICATION_FAILURE,
                "the initiator insists on authentication, and no account is configured");
    }

    /** After the first request with all its text. */
    void checkComplete() throws LoginRefusedException {
        if (initiator == null) {
            throw new LoginRefusedException(LoginStatus.MISSING_PARAMETER, "InitiatorName is missing");
        }
        if (!discovery && target == null) {
            throw new LoginRefusedException(LoginStatus.MISSING_PARAMETER, "TargetName is missing");
        }
    }
}
