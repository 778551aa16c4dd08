package org.scst.iscsi.internal.login;

import org.scst.iscsi.internal.portal.Redirect;

/** A login that ends with a status other than success. */
final class LoginRefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final LoginStatus status;
    private final String targetAddress;

    LoginRefusedException(LoginStatus status, String cause) {
        this(status, cause, "");
    }

    private LoginRefusedException(LoginStatus status, String cause, String targetAddress) {
        super(cause, null, false, false);
        this.status = status;
        this.targetAddress = targetAddress;
    }

    /** The initiator is to log in elsewhere. */
    static LoginRefusedException redirected(Redirect redirect) {
        return new LoginRefusedException(
                redirect.permanent() ? LoginStatus.TARGET_MOVED_PERMANENTLY : LoginStatus.TARGET_MOVED_TEMPORARILY,
                "sent to " + redirect.targetAddress(),
                redirect.targetAddress());
    }

    LoginStatus status() {
        return status;
    }

    /** Where to log in instead; empty when nowhere. */
    String targetAddress() {
        return targetAddress;
    }
}
