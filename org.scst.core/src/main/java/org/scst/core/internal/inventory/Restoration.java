package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.scst.core.internal.nexus.ItNexus;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.internal.spool.SpooledDevice;
import org.scst.core.internal.spool.SpooledLogicalUnit;
import org.scst.core.internal.spool.SpooledNexus;
import org.scst.core.internal.spool.VolatileState;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries volatile SCSI state from an orderly stop to the next start: nexuses come back parked, as if their driver had been
 * updated. A nexus or logical unit that does not come back begins with power on (29/00) when it is used, for it is new then.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);
    private static final long COLLECT_SECONDS = 2;

    private Restoration() {}

    /** What the nexuses and devices would forget; the drivers have stopped, the devices have not. */
    static CompletionStage<VolatileState> collect(List<ItNexus> nexuses, Devices devices) {
        List<SpooledDevice> known = devices.all().values().stream()
                .map(Device::spooled)
                .filter(Objects::nonNull)
                .toList();
        List<SpooledNexus> found = new ArrayList<>();
        CompletionStage<Void> all = CompletableFuture.completedFuture(null);
        for (ItNexus nexus : nexuses) {
            all = all.thenCombine(spooled(nexus), (nothing, spooled) -> {
                if (spooled != null) {
                    found.add(spooled);
                }
                return null;
            });
        }
        return all.thenApply(nothing -> new VolatileState(known, found));
    }

    private static CompletionStage<SpooledNexus> spooled(ItNexus nexus) {
        CompletableFuture<SpooledNexus> answer = new CompletableFuture<>();
        try {
            nexus.execute(() -> answer.complete(nexus.spooled()));
        } catch (RejectedExecutionException ended) {
            answer.complete(null);
        }
        return answer.completeOnTimeout(null, COLLECT_SECONDS, TimeUnit.SECONDS);
    }

    /** The part of it that holds for devices which were closed in order: what others had not yet written is lost. */
    static VolatileState ofClosed(VolatileState state, Devices devices) {
        return new VolatileState(
                state.devices().stream()
                        .filter(device -> closed(devices.all().get(device.name())))
                        .toList(),
                state.nexuses());
    }

    private static boolean closed(Device device) {
        return device != null
                && device.logicalUnit()
                        .execution()
                        .terminated()
                        .toCompletableFuture()
                        .isDone();
    }

    /**
     * Puts the state in force with the first generation, before logins are answered.
     *
     * @param served ends when they are
     */
    static void restore(VolatileState state, Devices devices, Targets targets, CompletionStage<?> served) {
        List<String> same = new ArrayList<>();
        for (SpooledDevice spooled : state.devices()) {
            Device device = devices.all().get(spooled.name());
            if (device != null && device.facts().identity().unitSerialNumber().equals(spooled.serial())) {
                device.restore(spooled);
                same.add(spooled.name());
            }
        }
        state.nexuses().forEach(nexus -> restore(ofDevices(nexus, same), targets, served));
        state.devices().stream()
                .filter(device -> same.contains(device.name()))
                .forEach(device -> tellPortGroups(device, devices.all().get(device.name())));
    }

    /** Their states may have changed meanwhile; the initiators that have come back are told. */
    private static void tellPortGroups(SpooledDevice spooled, Device device) {
        TargetPortGroups.changedSince(spooled.portGroups(), device.facts().portGroups())
                .forEach(change -> device.logicalUnit().establish(null, Sense.of(SenseKey.UNIT_ATTENTION, change)));
    }

    private static SpooledNexus ofDevices(SpooledNexus nexus, List<String> devices) {
        List<SpooledLogicalUnit> units = nexus.units().stream()
                .filter(unit -> devices.contains(unit.device()))
                .toList();
        return nexus.with(units);
    }

    private static void restore(SpooledNexus nexus, Targets targets, CompletionStage<?> served) {
        Targets.Target target = targets.all().get(nexus.port());
        if (target == null) {
            LOG.info("{} is not restored: no target is named {} any more", nexus.initiatorName(), nexus.port());
            return;
        }
        target.port().restore(nexus, served);
        LOG.info(
                "{} at {} is restored with {} logical units, and waits for its initiator",
                nexus.initiatorName(),
                nexus.port(),
                nexus.units().size());
    }
}
