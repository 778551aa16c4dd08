package org.scst.core.store;

import java.io.IOException;

/**
 * The storage is gone as a whole, maybe for a while: a disk that was pulled out, or shrunk to nothing. Whether a block is good is
 * not known, so the initiator is told NOT READY, not of a medium error.
 */
public final class StoreLostException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the reason as the operating system gave it. */
    public StoreLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
