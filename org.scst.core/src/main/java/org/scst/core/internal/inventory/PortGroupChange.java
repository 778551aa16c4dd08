package org.scst.core.internal.inventory;

import java.util.concurrent.CompletableFuture;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.internal.primary.DeviceFacts;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * Puts a logical unit into other target port groups, or the same in other states: commands are judged by them from now on,
 * initiators are told, and commands that were judged before have left when it ends.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class PortGroupChange {
    private static final Sense STATE_CHANGED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
    static final Sense TRANSITION_FAILED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.IMPLICIT_ASYMMETRIC_ACCESS_STATE_TRANSITION_FAILED);
    private static final Sense INQUIRY_CHANGED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.INQUIRY_DATA_HAS_CHANGED);

    private PortGroupChange() {}

    /**
     * Begins it.
     *
     * @param next {@code null} when the device is in no device group any more
     * @param by the nexus that has set the states, which is not told; {@code null} when no initiator has
     * @return ends when it is in force
     */
    static CompletableFuture<Void> begin(DeviceFacts facts, TargetPortGroups next, Object by) {
        TargetPortGroups before = facts.portGroups();
        if (before == next) {
            return CompletableFuture.completedFuture(null);
        }
        PrimaryCommandSet.regroup(facts, next);
        LogicalUnit unit = facts.logicalUnit();
        if (before == null || next == null || !before.identifiesLike(next)) {
            unit.announce(INQUIRY_CHANGED);
        }
        if (before != null && next != null && !before.reportsLike(next)) {
            unit.announce(by, STATE_CHANGED);
        }
        CompletableFuture<Void> inForce = new CompletableFuture<>();
        unit.awaitGrace(() -> inForce.complete(null));
        return inForce;
    }
}
