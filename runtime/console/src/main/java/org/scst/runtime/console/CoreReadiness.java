package org.scst.runtime.console;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.scst.core.admin.Administration;
import org.scst.runtime.deployment.Readiness;

/**
 * What serves, from core's point of view: devices that are ready, drivers that listen. A deployment waits for what was ready
 * before it.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(service = Readiness.class)
public final class CoreReadiness implements Readiness {
    private static final String READY = "ready";

    private final AtomicReference<Administration> core = new AtomicReference<>();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAdministration(Administration service) {
        core.set(service);
    }

    void unbindAdministration(Administration service) {
        core.compareAndSet(service, null);
    }

    @Override
    public Set<String> ready() {
        Administration administration = core.get();
        Set<String> names = new TreeSet<>();
        if (administration != null) {
            administration.devices().stream()
                    .filter(device -> device.state().equals(READY))
                    .forEach(device -> names.add("device " + device.name()));
            administration.platform().portals().forEach((driver, portals) -> {
                if (!portals.isEmpty()) {
                    names.add("driver " + driver);
                }
            });
        }
        return names;
    }
}
