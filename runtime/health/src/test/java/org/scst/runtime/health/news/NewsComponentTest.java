package org.scst.runtime.health.news;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.Version;
import org.osgi.service.condition.Condition;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.scst.core.admin.EventKind;

class NewsComponentTest {
    @TempDir
    private Path cache;

    private final Set<Object> listeners = new LinkedHashSet<>();
    private final List<Event> posted = new ArrayList<>();
    private final Bundle framework = bundle(0, "org.apache.felix.framework");
    private final Bundle product = bundle(7, "org.scst.vdisk");
    private NewsComponent component;

    @BeforeEach
    void listen() {
        component = component();
    }

    private NewsComponent component() {
        return new NewsComponent(context(), new EventAdmin() {
            @Override
            public void postEvent(Event event) {
                posted.add(event);
            }

            @Override
            public void sendEvent(Event event) {
                throw new UnsupportedOperationException("a callback must not wait for handlers");
            }
        });
    }

    @AfterEach
    void leave() {
        component.deactivate();
        assertEquals(Set.of(), listeners);
    }

    /** The framework's own type, as far as it is asked. */
    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (self, method, words) -> {
                    switch (method.getName()) {
                        case "addBundleListener", "addFrameworkListener" -> listeners.add(words[0]);
                        case "removeBundleListener", "removeFrameworkListener" -> listeners.remove(words[0]);
                        case "getBundles" -> {
                            return new Bundle[] {framework, product};
                        }
                        case "getDataFile" -> {
                            return new File(cache.toFile(), (String) words[0]);
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    private static Bundle bundle(long id, String name) {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (self, method, words) -> switch (method.getName()) {
                    case "getBundleId" -> id;
                    case "getSymbolicName" -> name;
                    case "getVersion" -> Version.parseVersion("1.2.3");
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** As the framework does: to synchronous listeners at once, to the others afterwards. */
    private void happens(int type, Bundle bundle) {
        BundleEvent event = new BundleEvent(type, bundle);
        listeners.stream()
                .filter(SynchronousBundleListener.class::isInstance)
                .forEach(listener -> ((BundleListener) listener).bundleChanged(event));
        boolean lazy = type == BundleEvent.STARTING || type == BundleEvent.STOPPING;
        listeners.stream()
                .filter(listener ->
                        listener instanceof BundleListener && !(listener instanceof SynchronousBundleListener) && !lazy)
                .forEach(listener -> ((BundleListener) listener).bundleChanged(event));
    }

    private List<String> topics() {
        return posted.stream().map(Event::getTopic).toList();
    }

    @Test
    void shouldTellThatThePlatformStopsBeforeItsBundlesDo() {
        happens(BundleEvent.STOPPING, product);
        assertEquals(List.of(), topics());
        happens(BundleEvent.STOPPING, framework);
        assertEquals(List.of(EventKind.PLATFORM_STOPPING.topic()), topics());
        assertEquals("warning", posted.getFirst().getProperty("severity"));
        assertEquals("The process ends", posted.getFirst().getProperty("message"));
        assertTrue((Long) posted.getFirst().getProperty("timestamp") > 0);
    }

    @Test
    void shouldTellOfABundleThatWasStopped() {
        happens(BundleEvent.STOPPED, product);
        assertEquals(List.of(EventKind.BUNDLE_STOPPED.topic()), topics());
        assertEquals("org.scst.vdisk", posted.getFirst().getProperty("bundle"));
        assertEquals("1.2.3", posted.getFirst().getProperty("version"));
        assertEquals("warning", posted.getFirst().getProperty("severity"));
    }

    @Test
    void shouldTellOfWhatTheFrameworkCouldNotDo() {
        FrameworkEvent error =
                new FrameworkEvent(FrameworkEvent.ERROR, product, new IllegalStateException("out of order"));
        listeners.stream()
                .filter(FrameworkListener.class::isInstance)
                .forEach(listener -> ((FrameworkListener) listener).frameworkEvent(error));
        assertEquals(List.of(EventKind.BUNDLE_FAILED.topic()), topics());
        assertTrue(posted.getFirst().getProperty("cause").toString().contains("out of order"));
    }

    @Test
    void shouldTellOfTheStartOnceInAProcess() {
        component.listening(Condition.INSTANCE);
        component.silent(Condition.INSTANCE);
        component.listening(Condition.INSTANCE);
        component.deactivate();
        component = component();
        component.listening(Condition.INSTANCE);
        assertEquals(List.of(EventKind.PLATFORM_STARTED.topic()), topics());
    }
}
