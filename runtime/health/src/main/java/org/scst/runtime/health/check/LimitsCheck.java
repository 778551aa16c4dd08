package org.scst.runtime.health.check;

import java.util.Collection;
import java.util.Map;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.admin.Administration;
import org.scst.core.admin.LimitSnapshot;

/**
 * Whether strangers and bad peers use up what drivers let them have. How often somebody was turned away is told and no reason to worry.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(property = {"hc.name=limits", "hc.tags=scst", "hc.tags=limits"})
public final class LimitsCheck implements HealthCheck {
    private static final long WARNING_PERCENT = 90;
    private static final long HUNDRED = 100;

    private final CoreService core;

    /** Asks core. */
    @Activate
    public LimitsCheck(@Reference CoreService core) {
        this.core = core;
    }

    @Override
    public Result execute() {
        return core.ask(LimitsCheck::examine);
    }

    private static void examine(Administration core, FormattingResultLog log) {
        long turnedAway = 0;
        for (LimitSnapshot limit : core.platform().limits()) {
            turnedAway += limit.exceeded();
            boolean measured = limit.inUse() != LimitSnapshot.UNKNOWN && limit.most() > 0;
            if (measured && HUNDRED * limit.inUse() >= WARNING_PERCENT * limit.most()) {
                log.warn(
                        "{} of {} {} of {} are in use, {} times somebody was turned away by it. See who comes (\"portal\", \"events\"), or raise it in org.scst.{}.cfg.",
                        limit.inUse(),
                        limit.most(),
                        limit.unit(),
                        limit.property(),
                        limit.exceeded(),
                        limit.driver());
            }
        }
        long refused = core.platform().refusedLogins().values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .mapToLong(Long::longValue)
                .sum();
        log.info("{} connections were turned away by limits, {} logins refused.", turnedAway, refused);
    }
}
