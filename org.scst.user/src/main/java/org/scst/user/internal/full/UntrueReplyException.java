package org.scst.user.internal.full;

/** A process has answered what cannot be: its connection ends. */
final class UntrueReplyException extends Exception {
    private static final long serialVersionUID = 1L;

    UntrueReplyException(String message) {
        super(message);
    }
}
