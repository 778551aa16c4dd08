package org.scst.core.store;

import java.io.IOException;

/**
 * Writes that were acknowledged may be lost: making something durable has failed. Operating systems tell such an error once and
 * forget it, so the disk refuses further writes until an operator has looked.
 */
public final class FlushFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the reason as the operating system gave it. */
    public FlushFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
