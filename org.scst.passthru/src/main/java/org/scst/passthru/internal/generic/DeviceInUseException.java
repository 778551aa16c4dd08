package org.scst.passthru.internal.generic;

import java.io.IOException;

/** Somebody else on this machine has the device; the message says who, and what ends that. */
public final class DeviceInUseException extends IOException {
    private static final long serialVersionUID = 1;

    /** Says who has it. */
    public DeviceInUseException(String message) {
        super(message);
    }
}
