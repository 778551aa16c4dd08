package org.scst.runtime.health.check;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/**
 * Whether everything is as the files say.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=configuration", "hc.tags=scst", "hc.tags=configuration"})
public final class ConfigurationCheck implements HealthCheck {
    private final AtomicReference<ConfigurationFiles> files = new AtomicReference<>();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindConfigurationFiles(ConfigurationFiles service) {
        files.set(service);
    }

    void unbindConfigurationFiles(ConfigurationFiles service) {
        files.compareAndSet(service, null);
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        ConfigurationFiles present = files.get();
        if (present == null) {
            log.critical("org.scst.runtime.configuration is not running: files are not followed. See \"bundles\".");
            return new Result(log);
        }
        List<FileProblem> problems = present.problems();
        problems.forEach(problem -> log.warn("{}", problem.sentence()));
        log.info(
                "{} objects are configured, with {} problems.",
                present.objects().size(),
                problems.size());
        return new Result(log);
    }
}
