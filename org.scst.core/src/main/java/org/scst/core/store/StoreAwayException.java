package org.scst.core.store;

import java.io.IOException;

/**
 * The storage went away while it was asked, and is expected back: nobody knows whether it was done, and to ask again is right. The
 * initiator is told so, and no write counts as lost for it.
 */
public final class StoreAwayException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the reason, for the operator. */
    public StoreAwayException(String message) {
        super(message);
    }
}
