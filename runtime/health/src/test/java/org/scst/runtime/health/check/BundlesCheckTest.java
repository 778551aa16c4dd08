package org.scst.runtime.health.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

class BundlesCheckTest {
    private final List<Bundle> bundles = new ArrayList<>();

    /** The framework's own types, of which few methods are asked. */
    private void bundle(String name, int state, Map<String, String> headers) {
        Dictionary<String, String> all = new Hashtable<>(headers);
        bundles.add((Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getSymbolicName" -> name;
                    case "getState" -> state;
                    case "getHeaders" -> all;
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    private Result examine() {
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (self, method, arguments) -> bundles.toArray(Bundle[]::new));
        return new BundlesCheck(context).execute();
    }

    @Test
    void shouldBeWellWhenAllAreActiveAndFragmentsAreNot() {
        bundle("a", Bundle.ACTIVE, Map.of());
        bundle("native", Bundle.RESOLVED, Map.of(Constants.FRAGMENT_HOST, "a"));
        bundle("other-processor", Bundle.INSTALLED, Map.of(Constants.FRAGMENT_HOST, "a"));
        bundle("lazy", Bundle.STARTING, Map.of(Constants.BUNDLE_ACTIVATIONPOLICY, "lazy"));
        assertEquals(Status.OK, examine().getStatus());
    }

    @Test
    void shouldNameABundleThatIsStoppedOrCannotBeResolved() {
        bundle("a", Bundle.RESOLVED, Map.of());
        bundle("b", Bundle.INSTALLED, Map.of());
        Result result = examine();
        assertEquals(Status.CRITICAL, result.getStatus());
        assertTrue(result.toString().contains("Bundle a is stopped"), result::toString);
        assertTrue(result.toString().contains("Bundle b cannot be resolved"), result::toString);
    }

    @Test
    void shouldBeUnavailableForAWhileWhileABundleStarts() {
        bundle("a", Bundle.STARTING, Map.of());
        assertEquals(Status.TEMPORARILY_UNAVAILABLE, examine().getStatus());
    }
}
