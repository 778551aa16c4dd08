package org.scst.core.internal.inventory;

import java.io.IOException;

/**
 * What keeps the mid-layer from running, for an operator: the message is the cause, without a full stop.
 *
 * <p><i>Threading:</i> immutable.
 */
final class StartFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private final String cure;

    StartFailure(String cause, String cure) {
        super(cause);
        this.cure = cure;
    }

    /** As such a failure; what says nothing of a cure concerns the folder of state. */
    static StartFailure of(IOException failure, Object state) {
        return failure instanceof StartFailure said
                ? said
                : new StartFailure(
                        "the state folder " + state + " cannot be used (" + failure + ")",
                        "correct its owner, mode or file system");
    }

    /** What helps, one sentence without a full stop. */
    String cure() {
        return cure;
    }
}
