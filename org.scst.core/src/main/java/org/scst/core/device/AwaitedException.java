package org.scst.core.device;

import java.io.IOException;

/**
 * What a device needs is not there yet and is expected: core goes on trying to open it, and initiators that ask meanwhile are told
 * that it becomes ready, which has them try again.
 */
public final class AwaitedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With what is awaited, for the operator. */
    public AwaitedException(String message) {
        super(message);
    }
}
