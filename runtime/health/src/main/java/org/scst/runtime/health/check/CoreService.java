package org.scst.runtime.health.check;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.scst.core.admin.Administration;

/**
 * Core as the checks see it: without it nothing is well.
 *
 * <p><i>Threading:</i> thread-safe. A service for this bundle alone.
 */
@Component(service = CoreService.class)
public final class CoreService {
    private final AtomicReference<Administration> core = new AtomicReference<>();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAdministration(Administration service) {
        core.set(service);
    }

    void unbindAdministration(Administration service) {
        core.compareAndSet(service, null);
    }

    /** Runs a check on core, or says that there is none. */
    Result ask(BiConsumer<Administration, FormattingResultLog> check) {
        FormattingResultLog log = new FormattingResultLog();
        Administration present = core.get();
        if (present == null) {
            log.critical("The mid-layer (org.scst.core) is not running. See \"bundles\" and the log; start it.");
        } else {
            check.accept(present, log);
        }
        return new Result(log);
    }
}
