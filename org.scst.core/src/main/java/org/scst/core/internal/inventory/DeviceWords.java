package org.scst.core.internal.inventory;

import org.scst.core.internal.logicalunit.LogicalUnit;

/**
 * What an operator is told of a device: where it stands, unless something weighs more.
 *
 * <p><i>Threading:</i> may be asked anywhere.
 */
final class DeviceWords {
    private final LogicalUnit logicalUnit;
    private final DeviceStanding standing;
    private final OperatorHold operatorHold;
    private final WriteErrorLatch writeErrors;

    DeviceWords(
            LogicalUnit logicalUnit, DeviceStanding standing, OperatorHold operatorHold, WriteErrorLatch writeErrors) {
        this.logicalUnit = logicalUnit;
        this.standing = standing;
        this.operatorHold = operatorHold;
        this.writeErrors = writeErrors;
    }

    String state() {
        if (logicalUnit.detachedCommands() > 0) {
            return "hung";
        }
        return operatorHold.inForce() ? "blocked" : standing.state().words();
    }

    String reason() {
        int owed = logicalUnit.detachedCommands();
        if (owed > 0) {
            return owed + " commands have not come back from its storage";
        }
        if (operatorHold.inForce()) {
            return "blocked by an operator; \"unblock " + logicalUnit.name() + "\" lets commands go on";
        }
        String lost = writeErrors.cause();
        return standing.reason().isEmpty() && lost != null ? "refuses writes: " + lost : standing.reason();
    }
}
