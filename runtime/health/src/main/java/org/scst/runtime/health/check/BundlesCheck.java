package org.scst.runtime.health.check;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Whether every bundle is active.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(property = {"hc.name=bundles", "hc.tags=scst", "hc.tags=bundles"})
public final class BundlesCheck implements HealthCheck {
    private final BundleContext context;

    /** Asks the framework. */
    @Activate
    public BundlesCheck(BundleContext context) {
        this.context = context;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        Bundle[] bundles = context.getBundles();
        for (Bundle bundle : bundles) {
            examine(bundle, log);
        }
        log.info("{} bundles are installed.", bundles.length);
        return new Result(log);
    }

    private static void examine(Bundle bundle, FormattingResultLog log) {
        boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        boolean lazy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
        switch (bundle.getState()) {
            case Bundle.ACTIVE -> {
                // As it is to be.
            }
            case Bundle.RESOLVED -> {
                if (!fragment) {
                    log.critical("Bundle {} is stopped. Start it, or remove it.", bundle.getSymbolicName());
                }
            }
            case Bundle.STARTING -> {
                if (!lazy) {
                    log.temporarilyUnavailable("Bundle {} is starting.", bundle.getSymbolicName());
                }
            }
            case Bundle.STOPPING -> log.temporarilyUnavailable("Bundle {} is stopping.", bundle.getSymbolicName());
            default -> {
                // The native libraries of other processors are fragments that never resolve here.
                if (!fragment) {
                    log.critical(
                            "Bundle {} cannot be resolved. See the log for what it lacks.", bundle.getSymbolicName());
                }
            }
        }
    }
}
