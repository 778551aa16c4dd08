package org.scst.core.internal.inventory;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices with a failed flush that no operator has cleared. The kernel tells such an error once, and a new process would never
 * hear of it: what was acknowledged and lost would be lost silently.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class WriteErrors {
    private static final Logger LOG = LoggerFactory.getLogger(WriteErrors.class);
    private final StateFile file;

    /** @param state the state folder */
    WriteErrors(Path state) throws IOException {
        file = new StateFile(
                state.resolve("write_errors"), "writes are accepted that an operator has not allowed again");
    }

    /** Why writes to the device are refused, by its unit serial number; {@code null} when they are not. */
    String of(String serial) {
        return file.get(serial);
    }

    /** A flush has failed, or with {@code null} an operator has cleared that. */
    void keep(String serial, String why) {
        try {
            if (why == null) {
                file.remove(serial);
            } else {
                file.put(serial, why.replaceAll("\\s+", " "));
            }
        } catch (IOException e) {
            LOG.error("The next start will not know that device {} {}", serial, why == null ? "is cleared" : why, e);
        }
    }
}
