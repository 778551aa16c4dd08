package org.scst.runtime.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.admin.Health;

/**
 * Every health check with the tag {@code scst}, whosever it is, for tools that know nothing of Felix Health Checks.
 *
 * <p><i>Threading:</i> thread-safe; checks run on the executor's threads.
 */
@Component
public final class HealthComponent implements Health {
    /** Without tags the executor would look for the tag {@code default} only. */
    private static final HealthCheckSelector OURS = HealthCheckSelector.tags("scst");

    private final HealthCheckExecutor executor;

    /** On Felix's executor, which bounds the time of each check. */
    @Activate
    public HealthComponent(@Reference HealthCheckExecutor executor) {
        this.executor = executor;
    }

    @Override
    public List<Check> examine() {
        HealthCheckExecutionOptions now = new HealthCheckExecutionOptions().setForceInstantExecution(true);
        return executor.execute(OURS, now).stream()
                .map(HealthComponent::check)
                .sorted(Comparator.comparing(Check::name))
                .toList();
    }

    private static Check check(HealthCheckExecutionResult execution) {
        HealthCheckMetadata about = execution.getHealthCheckMetadata();
        Result result = execution.getHealthCheckResult();
        List<Finding> findings = new ArrayList<>();
        for (ResultLog.Entry entry : result) {
            findings.add(new Finding(status(entry.getStatus()), sentence(entry)));
        }
        return new Check(about.getTitle(), about.getTags(), status(result.getStatus()), findings);
    }

    private static String sentence(ResultLog.Entry entry) {
        return entry.getException() == null
                ? entry.getMessage()
                : entry.getMessage() + " (" + entry.getException() + ")";
    }

    private static Status status(Result.Status status) {
        return switch (status) {
            case OK -> Status.OK;
            case WARN -> Status.WARNING;
            case TEMPORARILY_UNAVAILABLE -> Status.TEMPORARILY_UNAVAILABLE;
            case CRITICAL, HEALTH_CHECK_ERROR -> Status.CRITICAL;
        };
    }
}
