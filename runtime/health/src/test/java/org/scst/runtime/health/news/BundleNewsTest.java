package org.scst.runtime.health.news;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.Version;
import org.scst.core.admin.EventKind;

class BundleNewsTest {
    private final List<String> told = new ArrayList<>();
    private String version = "1.0.0";
    private final Bundle product = bundle(7, "org.scst.vdisk");
    private final Bundle other = bundle(8, "org.other");
    private final BundleNews news = new BundleNews(this::tell, product, other);

    private void tell(EventKind kind, String message, Object... values) {
        // So that wrong properties are found here.
        kind.describe(0, message, values);
        told.add(kind + " " + Arrays.toString(values));
    }

    /** The framework's own type, of which three methods are asked. */
    private Bundle bundle(long id, String name) {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getBundleId" -> id;
                    case "getSymbolicName" -> name;
                    case "getVersion" -> Version.parseVersion(version);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void shouldTellOfAnUpdateWithBothVersions() {
        version = "1.1.0";
        news.changed(new BundleEvent(BundleEvent.UPDATED, product));
        version = "1.2.0";
        news.changed(new BundleEvent(BundleEvent.UPDATED, product));
        assertEquals(
                List.of(
                        "BUNDLE_UPDATED [org.scst.vdisk, 1.0.0, 1.1.0]",
                        "BUNDLE_UPDATED [org.scst.vdisk, 1.1.0, 1.2.0]"),
                told);
    }

    @Test
    void shouldNotInventAVersionBeforeAnUpdate() {
        List<String> messages = new ArrayList<>();
        new BundleNews((kind, message, values) -> messages.add(message))
                .changed(new BundleEvent(BundleEvent.UPDATED, product));
        assertEquals(List.of("Bundle org.scst.vdisk was updated to 1.0.0"), messages);
    }

    @Test
    void shouldTellOfStartAndStopOfTheProductsBundlesOnly() {
        news.changed(new BundleEvent(BundleEvent.STARTED, product));
        news.changed(new BundleEvent(BundleEvent.STOPPED, product));
        news.changed(new BundleEvent(BundleEvent.STARTED, other));
        assertEquals(List.of("BUNDLE_STARTED [org.scst.vdisk, 1.0.0]", "BUNDLE_STOPPED [org.scst.vdisk, 1.0.0]"), told);
    }

    @Test
    void shouldTellOfTheFailureOfAnyBundle() {
        news.happened(new FrameworkEvent(FrameworkEvent.ERROR, other, new IllegalStateException("no room")));
        news.happened(new FrameworkEvent(FrameworkEvent.WARNING, other, null));
        assertEquals(List.of("BUNDLE_FAILED [org.other, 1.0.0, java.lang.IllegalStateException: no room]"), told);
    }
}
