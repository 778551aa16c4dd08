package org.scst.runtime.deployment.internal;

import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.util.tracker.ServiceTracker;
import org.scst.runtime.deployment.internal.load.DeploymentNews;

/**
 * Posts the news to Event Admin. Names, properties and bounds are those that core documents for {@code BUNDLE_FAILED}; core's
 * own constants cannot be used by the bundle that installs core.
 *
 * <p><i>Threading:</i> thread-safe; Event Admin delivers on threads of its own.
 */
final class DeploymentEvents implements DeploymentNews, AutoCloseable {
    private static final String BUNDLE_FAILED = "org/scst/bundle/FAILED";
    private static final int LONGEST = 256;

    private final ServiceTracker<EventAdmin, EventAdmin> eventAdmin;

    DeploymentEvents(BundleContext context) {
        eventAdmin = new ServiceTracker<>(context, EventAdmin.class, null);
        eventAdmin.open();
    }

    @Override
    public void failed(String bundle, String version, String cause) {
        EventAdmin present = eventAdmin.getService();
        if (present != null) {
            present.postEvent(new Event(BUNDLE_FAILED, describe(bundle, version, cause)));
        }
    }

    /** A jar's manifest may say anything. */
    static Map<String, Object> describe(String bundle, String version, String cause) {
        return Map.of(
                "timestamp",
                System.currentTimeMillis(),
                "severity",
                "error",
                "message",
                printable("Bundle " + bundle + " is not in force as it was to be: " + cause),
                "bundle",
                printable(bundle),
                "version",
                printable(version),
                "cause",
                printable(cause));
    }

    private static String printable(String text) {
        String shown = text.replaceAll("\\p{C}", "?");
        return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST - 1) + "…";
    }

    @Override
    public void close() {
        eventAdmin.close();
    }
}
