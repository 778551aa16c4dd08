package org.scst.runtime.configuration.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.ObjectClassDefinition;

class MetatypeDescriptionsTest {
    private static final String PID = "org.scst.vdisk";

    private final List<Bundle> bundles = new ArrayList<>();
    private final List<Bundle> lookedInto = new ArrayList<>();
    private String attribute = "size";
    private boolean listener;
    private boolean broken;
    private MetatypeDescriptions descriptions;

    @BeforeEach
    void makeDescriptions() {
        BundleContext context = proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getBundles" -> bundles.toArray(Bundle[]::new);
            case "getAllServiceReferences" -> listener ? new ServiceReference<?>[1] : null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
        descriptions = new MetatypeDescriptions(context, bundle -> {
            lookedInto.add(bundle);
            return information();
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Bundle bundle(long id, int state, long lastModified) {
        Map<String, Object> answers = Map.of("getBundleId", id, "getState", state, "getLastModified", lastModified);
        return proxy(Bundle.class, (self, method, arguments) -> answers.getOrDefault(method.getName(), "bundle " + id));
    }

    private MetaTypeInformation information() {
        if (broken) {
            throw new IllegalArgumentException("no document");
        }
        ObjectClassDefinition definition = proxy(ObjectClassDefinition.class, (self, method, arguments) ->
                new AttributeDefinition[] {Described.string(attribute)});
        return proxy(MetaTypeInformation.class, (self, method, arguments) -> switch (method.getName()) {
            case "getPids" -> new String[0];
            case "getFactoryPids" -> new String[] {PID};
            default -> definition;
        });
    }

    private boolean knows(String key) {
        return descriptions.of(PID).map(known -> known.has(key)).orElse(false);
    }

    @Test
    void shouldDescribeWhatAResolvedBundleDescribes() {
        bundles.add(bundle(1, Bundle.RESOLVED, 1));
        descriptions.refresh();
        assertTrue(knows("size"));
        assertTrue(descriptions.of(PID).orElseThrow().factory());
        assertTrue(descriptions.isServed(PID));
        assertEquals(List.of(PID), List.copyOf(descriptions.pids()));
    }

    @Test
    void shouldNotLookIntoABundleThatIsNotResolved() {
        bundles.add(bundle(1, Bundle.INSTALLED, 1));
        descriptions.refresh();
        assertEquals(List.of(), lookedInto);
        assertFalse(descriptions.isServed(PID));
    }

    @Test
    void shouldKeepTheOldDescriptionWhileABundleIsUpdatedAndThenTakeTheNewOne() {
        bundles.add(bundle(1, Bundle.ACTIVE, 1));
        descriptions.refresh();
        attribute = "capacity";
        bundles.set(0, bundle(1, Bundle.INSTALLED, 2));
        descriptions.refresh();
        assertTrue(knows("size"));
        assertTrue(descriptions.isServed(PID));
        bundles.set(0, bundle(1, Bundle.ACTIVE, 2));
        descriptions.refresh();
        assertTrue(knows("capacity"));
        assertFalse(knows("size"));
    }

    @Test
    void shouldNotLookTwiceIntoABundleThatDidNotChange() {
        bundles.add(bundle(1, Bundle.ACTIVE, 1));
        descriptions.refresh();
        descriptions.refresh();
        assertEquals(1, lookedInto.size());
    }

    @Test
    void shouldRememberAnUninstalledBundleWithoutCallingItServed() {
        bundles.add(bundle(1, Bundle.ACTIVE, 1));
        descriptions.refresh();
        bundles.clear();
        descriptions.refresh();
        assertTrue(knows("size"));
        assertFalse(descriptions.isServed(PID));
        listener = true;
        assertTrue(descriptions.isServed(PID));
    }

    @Test
    void shouldSurviveABrokenDocument() {
        broken = true;
        bundles.add(bundle(1, Bundle.ACTIVE, 1));
        descriptions.refresh();
        assertFalse(descriptions.isServed(PID));
    }
}
