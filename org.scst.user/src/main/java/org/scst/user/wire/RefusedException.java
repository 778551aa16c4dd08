package org.scst.user.wire;

import java.io.IOException;

/** A registration that cannot be; its message says why and what to do, and goes to the process. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With cause and cure. */
    public RefusedException(String message) {
        super(message);
    }
}
