package org.scst.local;

/** A command that ended without an answer: what it was to do may have been done or not. */
public final class NotAnsweredException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param cause a few words */
    public NotAnsweredException(String cause) {
        super("the command was not answered: " + cause);
    }
}
