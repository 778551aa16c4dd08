package org.scst.iscsi.internal.text;

/** Text that breaks the rules of RFC 7143 6.1, or a limit; an initiator error. */
public final class TextFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong */
    public TextFormatException(String message) {
        super(message, null, false, false);
    }
}
