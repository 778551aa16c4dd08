package org.scst.core.internal.logicalunit;

/**
 * Is told what befalls a logical unit.
 *
 * <p><i>Threading:</i> called on the executors of nexuses; returns at once.
 */
public interface LogicalUnitObserver {
    /** Tells nobody. */
    LogicalUnitObserver NOBODY = new LogicalUnitObserver() {
        @Override
        public void hung(int commands) {
            // Nobody asks.
        }

        @Override
        public void recovered() {
            // Nobody asks.
        }

        @Override
        public void mediumFull(String initiator) {
            // Nobody asks.
        }
    };

    /** Storage has not answered a command in time. */
    void hung(int commands);

    /** It owes none any more. */
    void recovered();

    /** A write of this initiator found no space. */
    void mediumFull(String initiator);
}
