package org.scst.core.target;

/** A call through a handle whose registration has ended: a defect of the caller, harmless to everybody else. */
public final class DeadHandleException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** @param handle what was called, for the log */
    public DeadHandleException(String handle) {
        super(handle + " is dead: its registration has ended");
    }
}
