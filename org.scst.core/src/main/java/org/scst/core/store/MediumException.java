package org.scst.core.store;

import java.io.IOException;

/** Bytes that cannot be read or written. */
public final class MediumException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long offset;

    /**
     * @param offset of the first byte that could not be read or written
     */
    public MediumException(long offset, String message, Throwable cause) {
        super(message, cause);
        this.offset = offset;
    }

    /** Offset of the first byte that could not be read or written. */
    public long offset() {
        return offset;
    }
}
