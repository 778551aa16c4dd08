package org.scst.runtime.health.news;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.scst.core.admin.EventKind;

/**
 * Tells of bundles: those of the product when they come and go, every one when it fails.
 *
 * <p><i>Threading:</i> thread-safe; called on the framework's threads, where it only posts.
 */
final class BundleNews {
    private static final String PRODUCT = "org.scst.";

    private final News news;
    private final Map<Long, String> versions = new ConcurrentHashMap<>();

    /** @param present bundles whose versions are known from the beginning */
    BundleNews(News news, Bundle... present) {
        this.news = news;
        for (Bundle bundle : present) {
            versions.put(bundle.getBundleId(), version(bundle));
        }
    }

    void changed(BundleEvent event) {
        Bundle bundle = event.getBundle();
        String name = name(bundle);
        if (!name.startsWith(PRODUCT)) {
            return;
        }
        String version = version(bundle);
        switch (event.getType()) {
            case BundleEvent.INSTALLED -> versions.put(bundle.getBundleId(), version);
            case BundleEvent.UNINSTALLED -> versions.remove(bundle.getBundleId());
            case BundleEvent.STARTED ->
                news.post(EventKind.BUNDLE_STARTED, "Bundle " + name + " is active", name, version);
            case BundleEvent.STOPPED ->
                news.post(EventKind.BUNDLE_STOPPED, "Bundle " + name + " was stopped", name, version);
            case BundleEvent.UPDATED -> updated(bundle, name, version);
            default -> {
                // Nothing an operator needs to know.
            }
        }
    }

    private void updated(Bundle bundle, String name, String version) {
        String former = versions.put(bundle.getBundleId(), version);
        news.post(
                EventKind.BUNDLE_UPDATED,
                "Bundle " + name + " was updated" + (former == null ? "" : " from " + former) + " to " + version,
                name,
                former,
                version);
    }

    void happened(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            Bundle bundle = event.getBundle();
            String cause = String.valueOf(event.getThrowable());
            news.post(
                    EventKind.BUNDLE_FAILED,
                    "Bundle " + name(bundle) + " has failed: " + cause,
                    name(bundle),
                    version(bundle),
                    cause);
        }
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() == null ? bundle.getLocation() : bundle.getSymbolicName();
    }

    private static String version(Bundle bundle) {
        return bundle.getVersion().toString();
    }
}
