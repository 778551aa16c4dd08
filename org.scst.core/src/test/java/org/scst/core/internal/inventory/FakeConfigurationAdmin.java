package org.scst.core.internal.inventory;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What Config Admin would list, in the order of adding.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class FakeConfigurationAdmin {
    private final List<Configuration> configurations = new ArrayList<>();
    private boolean failing;

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
        return proxy(Configuration.class, (method, args) -> switch (method) {
            case "getPid" -> pid;
            case "getFactoryPid" -> factoryPid;
            case "getProperties" -> all;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    FakeConfigurationAdmin remove(String pid) {
        configurations.removeIf(configuration -> configuration.getPid().equals(pid));
        return this;
    }

    /** From now on it cannot be read, or can again. */
    void fail(boolean fails) {
        failing = fails;
    }

    /** What an event names as its source. */
    @SuppressWarnings("unchecked")
    ServiceReference<ConfigurationAdmin> reference() {
        return proxy(ServiceReference.class, (method, args) -> {
            throw new UnsupportedOperationException(method);
        });
    }

    ConfigurationAdmin admin() {
        return proxy(ConfigurationAdmin.class, (method, args) -> {
            if (failing) {
                throw new IOException("no space left");
            }
            return switch (method) {
                case "listConfigurations" ->
                    configurations.isEmpty() ? null : configurations.toArray(Configuration[]::new);
                case "getConfiguration" -> find((String) args[0]);
                default -> throw new UnsupportedOperationException(method);
            };
        });
    }

    private Configuration find(String pid) {
        return configurations.stream()
                .filter(configuration -> configuration.getPid().equals(pid))
                .findFirst()
                .orElseThrow();
    }

    /** Answers one call. */
    @FunctionalInterface
    private interface Answer {
        Object to(String method, Object[] args) throws IOException;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, called, args) -> answer.to(called.getName(), args)));
    }
}
