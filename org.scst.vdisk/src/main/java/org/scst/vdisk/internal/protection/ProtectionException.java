package org.scst.vdisk.internal.protection;

import java.io.IOException;
import org.scst.core.scsi.Outcome;

/**
 * What was read does not fit its protection information, or could not be read by a command that was to go on with it.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ProtectionException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Outcome outcome;

    /** @param outcome what the command ends with */
    public ProtectionException(Outcome outcome) {
        super("protection information: " + outcome);
        this.outcome = outcome;
    }

    /** What the command ends with. */
    public Outcome outcome() {
        return outcome;
    }
}
