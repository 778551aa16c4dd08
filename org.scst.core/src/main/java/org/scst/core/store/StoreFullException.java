package org.scst.core.store;

import java.io.IOException;

/** There is no room for a write: the file system is full, a quota is used up, or a file may not grow further. */
public final class StoreFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the reason as the operating system gave it. */
    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
