package org.scst.iscsi.internal.session;

/** What another revision of the driver has left cannot be gone on with. */
public final class RecordRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param cause what is wrong with it, for people */
    public RecordRefusedException(String cause) {
        super(cause);
    }
}
