package org.scst.runtime.health.check;

import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.admin.Administration;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Problem;
import org.scst.core.admin.TargetSnapshot;

/**
 * Whether initiators can connect.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(property = {"hc.name=portals", "hc.tags=scst", "hc.tags=portals"})
public final class PortalsCheck implements HealthCheck {
    private static final String PORTALS = "portals";

    private final CoreService core;

    /** Asks core. */
    @Activate
    public PortalsCheck(@Reference CoreService core) {
        this.core = core;
    }

    @Override
    public Result execute() {
        return core.ask(PortalsCheck::examine);
    }

    private static void examine(Administration core, FormattingResultLog log) {
        PlatformSnapshot platform = core.platform();
        if (!platform.gateOpen()) {
            log.temporarilyUnavailable("Logins are held until the first configuration is in force.");
        }
        if (platform.portals().isEmpty()) {
            log.critical("No target driver is running. See \"bundles\", and start one.");
        }
        boolean alone = platform.portals().size() == 1;
        platform.portals().forEach((driver, where) -> driver(driver, where, alone, core.targets(), log));
        for (Problem problem : platform.problems()) {
            if (problem.key().equals(PORTALS)) {
                log.critical("{}. {}", problem.cause(), problem.cure());
            }
        }
    }

    private static void driver(
            String driver, List<String> where, boolean alone, List<TargetSnapshot> targets, FormattingResultLog log) {
        boolean wanted = targets.stream().anyMatch(target -> target.driver().equals(driver));
        if (!where.isEmpty()) {
            log.info("{} listens on {}.", driver, String.join(", ", where));
        } else if (wanted) {
            log.critical("{} has targets and listens nowhere. Write portals in org.scst.{}.cfg.", driver, driver);
        } else if (alone) {
            log.info("{} listens nowhere, and has no target.", driver);
        }
    }
}
