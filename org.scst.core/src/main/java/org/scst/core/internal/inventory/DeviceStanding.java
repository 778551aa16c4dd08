package org.scst.core.internal.inventory;

import java.util.concurrent.CompletableFuture;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one device stands and why. The log, initiators and operators are told of each turn, and who waits until it is known.
 *
 * <p><i>Threading:</i> changes on the control thread; {@link #state} and {@link #reason} may be asked anywhere.
 */
final class DeviceStanding {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceStanding.class);

    static final Outcome BECOMING_READY =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
    static final Outcome NOT_READY =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE);

    static final Outcome ANOTHER_MEDIUM =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED);
    static final Outcome IN_STANDBY =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE);

    private final LogicalUnit logicalUnit;
    private final DeviceEvents events;
    private volatile DeviceState state = DeviceState.HANDLER_ABSENT;
    private volatile String reason = "";
    private CompletableFuture<Void> settled = new CompletableFuture<>();

    DeviceStanding(LogicalUnit logicalUnit, DeviceEvents events) {
        this.logicalUnit = logicalUnit;
        this.events = events;
    }

    DeviceState state() {
        return state;
    }

    /** Empty when there is nothing to say. */
    String reason() {
        return reason;
    }

    /**
     * The device stands so from now on.
     *
     * @param refusal what commands of the medium get unless its server says otherwise
     * @param opened its server with its context; {@code null} when there is none
     */
    void become(DeviceState next, String why, Outcome refusal, OpenedDevice opened) {
        if (next != state || !why.equals(reason)) {
            LOG.info("Device {}: {}{}", logicalUnit.name(), next.words(), why.isEmpty() ? "" : " (" + why + ")");
        }
        state = next;
        reason = why;
        if (opened != null && (next == DeviceState.READY || next == DeviceState.NOT_READY)) {
            opened.putInForce();
        } else if (next != DeviceState.BLOCKED) {
            logicalUnit.notReady(refusal);
        }
        if (next == DeviceState.OPENING) {
            unsettle();
        } else if (next != DeviceState.BLOCKED) {
            settle();
        }
        events.became(next, why);
    }

    /** Ends when the device is open, or known not to be. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /** What is known does not hold any more: who asks from now on waits until it is known anew. */
    void unsettle() {
        if (settled.isDone()) {
            settled = new CompletableFuture<>();
        }
    }

    void settle() {
        settled.complete(null);
    }
}
