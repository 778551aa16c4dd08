package org.scst.runtime.health.check;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.admin.Administration;
import org.scst.core.admin.PlatformSnapshot;

/**
 * Whether commands get memory for their data.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(property = {"hc.name=budget", "hc.tags=scst", "hc.tags=budget"})
public final class BudgetCheck implements HealthCheck {
    private static final long WARNING_PERCENT = 90;
    private static final long MIB = 1 << 20;

    private final CoreService core;

    /** Asks core. */
    @Activate
    public BudgetCheck(@Reference CoreService core) {
        this.core = core;
    }

    @Override
    public Result execute() {
        return core.ask(BudgetCheck::examine);
    }

    private static void examine(Administration core, FormattingResultLog log) {
        PlatformSnapshot platform = core.platform();
        long percent = platform.bufferLimit() == 0 ? 0 : 100 * platform.bufferBytes() / platform.bufferLimit();
        String used = percent + " % of " + platform.bufferLimit() / MIB + " MiB are in use for commands.";
        if (percent >= WARNING_PERCENT) {
            log.warn("{} Initiators wait; raise scst_max_cmd_mem in org.scst.core.cfg.", used);
        } else {
            log.info("{}", used);
        }
    }
}
