package org.scst.user.client;

import java.io.IOException;

/** There is no room for a write. */
public final class StorageFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the reason. */
    public StorageFullException(String message) {
        super(message);
    }
}
