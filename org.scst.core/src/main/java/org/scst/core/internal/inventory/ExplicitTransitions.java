package org.scst.core.internal.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.scst.core.internal.inventory.ExplicitStates.Kept;
import org.scst.core.internal.inventory.PlannedDeviceGroup.PlannedTargetGroup;
import org.scst.core.internal.portgroup.StateSetting;
import org.scst.core.internal.portgroup.TargetPortGroup;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.AsymmetricAccessState;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SET TARGET PORT GROUPS, one command after another: kept first, in force then, and only then answered.
 *
 * <p><i>Threading:</i> confined to the control thread, but for {@link #set}.
 */
final class ExplicitTransitions implements StateSetting {
    private static final Logger LOG = LoggerFactory.getLogger(ExplicitTransitions.class);
    private static final long LIMIT_SECONDS = 10;
    private static final Outcome FAILED =
            Outcome.check(SenseKey.HARDWARE_ERROR, AdditionalSense.SET_TARGET_PORT_GROUPS_COMMAND_FAILED);

    private final ScheduledExecutorService control;
    private final ExplicitStates explicit;
    private DeviceGroups groups;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    ExplicitTransitions(ScheduledExecutorService control, ExplicitStates explicit) {
        this.control = control;
        this.explicit = explicit;
    }

    /** Set once, before anybody can ask. */
    void of(DeviceGroups deviceGroups) {
        groups = deviceGroups;
    }

    @Override
    public void set(String deviceGroup, Map<Integer, AsymmetricAccessState> wanted, Object by, Consumer<Outcome> done) {
        try {
            control.execute(() -> {
                CompletableFuture<Outcome> outcome = last.thenCompose(nothing -> begin(deviceGroup, wanted, by));
                last = outcome.handle((how, failure) -> {
                    done.accept(failure == null ? how : failed(deviceGroup, failure));
                    return null;
                });
            });
        } catch (RejectedExecutionException stopping) {
            done.accept(Outcome.BUSY);
        }
    }

    private static Outcome failed(String deviceGroup, Throwable failure) {
        LOG.error("States of device group {} that an initiator has set are not in force", deviceGroup, failure);
        return FAILED;
    }

    private CompletableFuture<Outcome> begin(
            String deviceGroup, Map<Integer, AsymmetricAccessState> wanted, Object by) {
        Map<String, Kept> kept = new HashMap<>();
        DeviceGroups.InForce now = groups.all().get(deviceGroup);
        for (Map.Entry<Integer, AsymmetricAccessState> one : wanted.entrySet()) {
            TargetPortGroup group = now == null ? null : now.groups().numbered(one.getKey());
            if (group == null || now.groups().setting() == null) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("an operator has changed its target groups meanwhile"));
            }
            if (group.state() != one.getValue()) {
                PlannedTargetGroup file = now.plan().targetGroups().get(group.name());
                kept.put(group.name(), new Kept(file.state(), one.getValue()));
            }
        }
        if (kept.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.GOOD);
        }
        CompletableFuture<Outcome> outcome = explicit.keep(kept)
                .thenComposeAsync(
                        nothing -> {
                            explicit.hold(kept);
                            return groups.set(deviceGroup, wanted, by);
                        },
                        control)
                .thenApplyAsync(nothing -> groups.hasFailed(deviceGroup) ? FAILED : Outcome.GOOD, control);
        // Storage that does not answer keeps commands of the former states inside: the next one must not wait for it.
        control.schedule(() -> outcome.complete(FAILED), LIMIT_SECONDS, TimeUnit.SECONDS);
        return outcome;
    }
}
