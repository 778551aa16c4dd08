package org.scst.runtime.health;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Bounds the threads of Felix's health check executor, which would keep 25 for checks that take a moment. Three let the others
 * go on while one waits for a dead file system.
 *
 * <p><i>Threading:</i> no state.
 */
@Component(
        immediate = true,
        service = {})
public final class ExecutorThreads {
    private static final String EXECUTOR = "org.apache.felix.hc.core.impl.executor.HealthCheckExecutorThreadPool";
    private static final String SIZE = "threadPoolSize";
    private static final int THREADS = 3;

    /** Configures the executor, unless it is already. */
    @Activate
    public ExecutorThreads(@Reference ConfigurationAdmin configurationAdmin) throws IOException {
        configurationAdmin.getConfiguration(EXECUTOR, "?").updateIfDifferent(new Hashtable<>(Map.of(SIZE, THREADS)));
    }
}
