package org.scst.iscsi.internal.isns;

import java.io.IOException;

/** A peer does not speak iSNS, or breaks its rules; the connection to it is of no use any more. */
final class IsnsFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    IsnsFormatException(String message) {
        super(message);
    }
}
