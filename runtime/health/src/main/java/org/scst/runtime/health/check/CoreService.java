package org.scst.runtime.health.check;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;
import org.scst.core.admin.Administration;

/**
 * Core as the checks see it: without it nothing is well.
 *
 * <p><i>Threading:</i> thread-safe. A service for this bundle alone.
 */
@Component(service = CoreService.class)
public final class CoreService {
    private final AtomicReference<Administration> core = new AtomicReference<>();
    private final AtomicReference<String> failure = new AtomicReference<>();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAdministration(Administration service) {
        core.set(service);
    }

    void unbindAdministration(Administration service) {
        core.compareAndSet(service, null);
    }

    /** Core says by this condition why it cannot run. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            target = "(osgi.condition.id=org.scst.core.failed)")
    void bindFailure(Condition condition, Map<String, Object> properties) {
        failure.set("The mid-layer (org.scst.core) does not run: " + properties.get("cause") + ". Cure: "
                + properties.get("cure") + ".");
    }

    void updatedFailure(Condition condition, Map<String, Object> properties) {
        bindFailure(condition, properties);
    }

    void unbindFailure(Condition condition) {
        failure.set(null);
    }

    /** Runs a check on core, or says that there is none. */
    Result ask(BiConsumer<Administration, FormattingResultLog> check) {
        FormattingResultLog log = new FormattingResultLog();
        Administration present = core.get();
        if (present == null) {
            String known = failure.get();
            log.critical(
                    "{}",
                    known == null
                            ? "The mid-layer (org.scst.core) is not running. See \"bundles\" and the log; start it."
                            : known);
        } else {
            check.accept(present, log);
        }
        return new Result(log);
    }
}
