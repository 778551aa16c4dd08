package org.scst.runtime.configuration.description;

import java.util.Collection;
import java.util.Optional;

/**
 * What is known about the objects that files may configure.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
public interface Descriptions {

    /** The description of a PID, from a bundle that is or was installed. */
    Optional<ObjectDescription> of(String pid);

    /** Whether a bundle that is installed now describes the PID or listens for its configuration. */
    boolean isServed(String pid);

    /** Every PID that is described. */
    Collection<String> pids();
}
