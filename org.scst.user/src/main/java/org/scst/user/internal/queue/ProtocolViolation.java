package org.scst.user.internal.queue;

/** A process has written what the protocol forbids: its connection ends, and with it its device's, and nobody else's. */
final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String message) {
        super(message);
    }
}
