package org.scst.core.internal.inventory;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What Config Admin would list, in the order of adding.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class FakeConfigurationAdmin {
    private final List<Configuration> configurations = new ArrayList<>();

    FakeConfigurationAdmin singleton(String pid, Map<String, String> properties) {
        configurations.add(configuration(pid, null, "", properties));
        return this;
    }

    FakeConfigurationAdmin factory(String factoryPid, String name, Map<String, String> properties) {
        configurations.add(configuration(factoryPid + "~" + name, factoryPid, name, properties));
        return this;
    }

    private static Configuration configuration(
            String pid, String factoryPid, String name, Map<String, String> properties) {
        Hashtable<String, Object> all = new Hashtable<>(properties);
        all.put("service.pid", pid);
        all.put(ConfiguredObjects.FILE, pid + ".cfg");
        if (factoryPid != null) {
            all.put(ConfiguredObjects.NAME, name);
        }
        return proxy(Configuration.class, Map.of("getPid", pid, "getProperties", all), "getFactoryPid", factoryPid);
    }

    ConfigurationAdmin admin() {
        return proxy(
                ConfigurationAdmin.class,
                Map.of(),
                "listConfigurations",
                configurations.isEmpty() ? null : configurations.toArray(Configuration[]::new));
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> answers, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, args) -> {
            if (called.getName().equals(method)) {
                return answer;
            }
            Object known = answers.get(called.getName());
            if (known == null) {
                throw new UnsupportedOperationException(called.getName());
            }
            return known;
        }));
    }
}
