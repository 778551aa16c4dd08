package org.scst.iscsi.internal.login;

/**
 * Stages of the login phase (RFC 7143 6.3, 11.12.3). They are passed in this order, the middle one or the first may be left out,
 * and the initiator proposes each step.
 *
 * <p><i>Threading:</i> immutable.
 */
enum LoginStage {
    /** Who both are, and whether that is proved; the initiator owes the next Login Request. */
    SECURITY_NEGOTIATION(0),
    /** How data will flow; the initiator owes the next Login Request. */
    LOGIN_OPERATIONAL_NEGOTIATION(1),
    /** Login has ended. */
    FULL_FEATURE_PHASE(3);

    private final int code;

    LoginStage(int code) {
        this.code = code;
    }

    /** The two-bit code. */
    int code() {
        return code;
    }

    /** The stage of this code, or {@code null}. */
    static LoginStage of(int code) {
        for (LoginStage stage : values()) {
            if (stage.code == code) {
                return stage;
            }
        }
        return null;
    }

    /** Whether a login may begin here. */
    boolean first() {
        return this != FULL_FEATURE_PHASE;
    }

    /** Whether there is a way from here to the other. */
    boolean leadsTo(LoginStage next) {
        return next != null && next.ordinal() > ordinal();
    }
}
