package org.scst.iscsi.internal.login;

/** A login that ends with a status other than success. */
final class LoginRefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final LoginStatus status;

    LoginRefusedException(LoginStatus status, String cause) {
        super(cause, null, false, false);
        this.status = status;
    }

    LoginStatus status() {
        return status;
    }
}
