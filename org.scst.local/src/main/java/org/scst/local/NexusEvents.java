package org.scst.local;

import org.osgi.annotation.versioning.ConsumerType;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Sense;

/**
 * Told of what happens to a nexus that is no answer to a command.
 *
 * <p><b>Threading.</b> Called on the nexus's event loop. <b>Blocking.</b> Not allowed.
 */
@ConsumerType
public interface NexusEvents {
    /** Wants to know of nothing. */
    NexusEvents IGNORED = new NexusEvents() {};

    /**
     * An asynchronous event: what is reported is a unit attention condition as well, which the next command finds.
     *
     * @return whether it is of use; what is refused is told by the unit attention condition alone
     */
    default boolean reported(LogicalUnitNumber lun, Sense sense) {
        return false;
    }

    /**
     * The nexus has ended, by itself or by {@link LocalNexus#close}; each command in progress has been told so by its own stage.
     *
     * @param cause a few words
     */
    default void ended(String cause) {}
}
