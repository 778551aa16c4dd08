package org.scst.runtime.console.command;

import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * How much is logged, as it can be changed while the platform runs; a start of the process forgets it.
 *
 * <p><i>Threading:</i> implementations are thread-safe.
 */
public interface LogLevels {
    /** The name of the logger that all others take after. */
    String ROOT = "root";

    /** Levels that were changed, by logger. */
    Map<String, String> changed() throws IOException;

    /**
     * Puts other changes in the place of those before.
     *
     * @return whether they are in force by now
     */
    BooleanSupplier change(Map<String, String> levels) throws IOException;

    /** The level in force. */
    String effective(String logger);
}
