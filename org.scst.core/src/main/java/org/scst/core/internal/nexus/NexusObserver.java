package org.scst.core.internal.nexus;

import org.scst.core.target.NexusDescription;

/**
 * Is told when nexuses come and go.
 *
 * <p><i>Threading:</i> called on the nexuses' executors; returns at once.
 */
public interface NexusObserver {
    /** Tells nobody. */
    NexusObserver NOBODY = new NexusObserver() {
        @Override
        public void opened(ItNexus nexus, NexusDescription description, boolean resumed) {
            // Nobody asks.
        }

        @Override
        public void ended(ItNexus nexus) {
            // Nobody asks.
        }
    };

    /**
     * An initiator has logged in.
     *
     * @param description who it is now
     * @param resumed whether the nexus outlived its driver
     */
    void opened(ItNexus nexus, NexusDescription description, boolean resumed);

    /** The last command of a nexus has left, and it with it. */
    void ended(ItNexus nexus);
}
