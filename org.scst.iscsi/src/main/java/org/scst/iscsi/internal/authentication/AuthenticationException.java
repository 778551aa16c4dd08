package org.scst.iscsi.internal.authentication;

/**
 * Somebody has not proved who it is. What it says is for the operator: the initiator learns the status only.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class AuthenticationException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean initiatorsFault;

    private AuthenticationException(boolean initiatorsFault, String cause) {
        super(cause, null, false, false);
        this.initiatorsFault = initiatorsFault;
    }

    /** The initiator has failed. */
    static AuthenticationException failed(String cause) {
        return new AuthenticationException(true, cause);
    }

    /** This target cannot judge it. */
    static AuthenticationException unusable(String cause) {
        return new AuthenticationException(false, cause);
    }

    /** Whether another answer would have been accepted. */
    public boolean initiatorsFault() {
        return initiatorsFault;
    }
}
