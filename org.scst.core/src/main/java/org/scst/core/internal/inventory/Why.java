package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.admin.Diagnosis;
import org.scst.core.admin.Diagnosis.Step;
import org.scst.core.internal.lunmap.BlackHole;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.portgroup.TargetPortGroup;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.target.LoginStep;

/**
 * Walks the way of an initiator to a target's logical units and stops at the first "no"; that of one LUN hides no other LUN.
 *
 * <p><i>Threading:</i> reads volatile snapshots; any thread.
 */
final class Why {
    private final MidLayer midLayer;
    private final List<Step> steps = new ArrayList<>();

    Why(MidLayer midLayer) {
        this.midLayer = midLayer;
    }

    Diagnosis walk(String initiator, String name) {
        Targets.Target target = midLayer.targets().find(name);
        if (step(
                        "a file defines the target " + name,
                        target != null,
                        "no file of etc defines it",
                        "Compare the name with `scst targets`, or create it with `scst export`.")
                && step(
                        "its driver runs",
                        target.port().registered(),
                        "no driver has registered the port",
                        "Look at `scst status` for the driver's portals and problems, and at `scst bundles`.")
                && step(
                        "the start gate is open",
                        midLayer.gate().isOpen(),
                        "the first configuration is still being applied",
                        "Wait; `scst status` shows what it waits for.")
                && login(initiator, target)) {
            group(initiator, target);
        }
        return new Diagnosis(steps);
    }

    private boolean step(String question, boolean passed, String no, String cure) {
        steps.add(new Step(question, passed, passed ? "yes" : no, passed ? "" : cure));
        return passed;
    }

    private boolean login(String initiator, Targets.Target target) {
        boolean passed = true;
        for (LoginStep step : midLayer.loginSteps(target.driverPid(), initiator, target.name())) {
            steps.add(new Step(step.question(), step.passed(), step.answer(), step.cure()));
            passed &= step.passed();
        }
        return passed;
    }

    private void group(String initiator, Targets.Target target) {
        InitiatorGroup group = target.port().maps().groupFor(initiator);
        String place = group.name().isEmpty() ? "the target's own LUNs" : "group " + group.name();
        steps.add(new Step("which group takes " + initiator, true, place, ""));
        LunMap map = group.map();
        String where = group.name().isEmpty() ? "to the target's file" : "to the file of group " + group.name();
        if (step(
                place + " map at least one LUN",
                map.size() > 0,
                "no LUN is mapped, so the target is hidden from this initiator",
                "Add a line lun.0 = DEVICE " + where + ".")) {
            blackHole(place, map.blackHole());
            map.entries().forEach(entry -> logicalUnit(entry, target));
        }
    }

    private void blackHole(String place, BlackHole swallows) {
        if (swallows != BlackHole.OFF) {
            step(
                    place + " answer",
                    false,
                    "black_hole = " + swallows.ordinal() + ": commands disappear without an answer",
                    "Write black_hole = 0 in its file.");
        }
    }

    private void logicalUnit(LunMap.Entry entry, Targets.Target target) {
        String name = entry.logicalUnit().name();
        Device device = midLayer.devices().all().get(name);
        boolean ready = device != null
                && device.state() == DeviceState.READY
                && device.logicalUnit().detachedCommands() == 0;
        String why = device == null
                ? "LUN is mapped but not ready because no file defines device " + name
                : "LUN is mapped but not ready because device " + name + " is "
                        + device.words().state() + ": " + device.words().reason();
        String lun = "LUN " + entry.lun() + " (" + name + (entry.readOnly() ? ", read-only" : "") + ")";
        step(
                lun + " is ready",
                ready,
                why,
                device == null
                        ? "Create the device, or correct the LUN line."
                        : "Cure the reason; the LUN recovers by itself.");
        if (device != null) {
            access(lun, device, target);
            writes(lun, name, device.writeErrors().cause());
        }
    }

    private void access(String lun, Device device, Targets.Target target) {
        TargetPortGroups groups = device.logicalUnit().view().portGroups();
        TargetPortGroup group = groups == null ? null : groups.of(target.port().relativePortIdentifier());
        if (group != null && !group.state().isActive()) {
            step(
                    lun + " can be reached through this target",
                    false,
                    "its target group " + group.name() + " is " + group.state().word(),
                    "Let initiators use another path, or: `scst alua set " + group.name() + " active`.");
        }
    }

    private void writes(String lun, String device, String lost) {
        if (lost != null) {
            step(
                    lun + " accepts writes",
                    false,
                    "device " + device + " refuses them since a flush has failed, acknowledged ones may be lost: "
                            + lost,
                    "Cure its storage, check its data, then: `scst clear " + device + "`.");
        }
    }
}
