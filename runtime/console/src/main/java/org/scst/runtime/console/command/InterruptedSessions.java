package org.scst.runtime.console.command;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.runtime.deployment.BundleSnapshot;
import org.scst.runtime.deployment.Deployment;
import org.scst.runtime.deployment.DeploymentPlan;

/**
 * Which sessions a deployment touches: those of the target drivers that restart, all of them with core. Where sessions outlive that
 * their initiators only wait; others are dropped. A device handler's update only makes commands wait, as that of a store does.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param restarted the bundles that restart
 */
record InterruptedSessions(List<BundleSnapshot> restarted) {
    private static final String DRIVER = "org.scst.core.target.TargetDriver";
    private static final String CORE = "org.scst.core.admin.Administration";

    /** By what a deployment is going to restart. */
    static InterruptedSessions by(DeploymentPlan plan, Deployment deployment) {
        Set<String> names = new TreeSet<>(plan.restarts());
        names.add(plan.bundle());
        return new InterruptedSessions(deployment.bundles().stream()
                .filter(bundle -> names.contains(bundle.name()))
                .toList());
    }

    /** Those that are dropped. */
    TouchedSessions dropped(Administration core) {
        return TouchedSessions.of(core, at(core, target -> !target.sessionsOutliveUpdates()));
    }

    /** Those that wait, and go on. */
    TouchedSessions waiting(Administration core) {
        return TouchedSessions.of(core, at(core, TargetSnapshot::sessionsOutliveUpdates));
    }

    private Predicate<NexusSnapshot> at(Administration core, Predicate<TargetSnapshot> which) {
        boolean all = restarted.stream().anyMatch(bundle -> bundle.services().contains(CORE));
        Set<String> targets = core.targets().stream()
                .filter(target -> all || restarted.stream().anyMatch(bundle -> isDriverOf(bundle, target)))
                .filter(which)
                .map(TargetSnapshot::name)
                .collect(Collectors.toSet());
        return nexus -> targets.contains(nexus.target());
    }

    /** A driver is named as the end of its bundle's name. */
    private static boolean isDriverOf(BundleSnapshot bundle, TargetSnapshot target) {
        return bundle.services().contains(DRIVER)
                && (bundle.name().equals(target.driver()) || bundle.name().endsWith("." + target.driver()));
    }
}
