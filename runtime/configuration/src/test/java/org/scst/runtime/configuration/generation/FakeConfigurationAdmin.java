package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Constants;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ReadOnlyConfigurationException;

/** Config Admin in memory; counts what is changed and refuses what it is told to refuse. */
final class FakeConfigurationAdmin implements ConfigurationAdmin {
    private final Map<String, FakeConfiguration> configurations = new TreeMap<>();
    private int changes;
    private boolean refusing;

    int changes() {
        return changes;
    }

    void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** As after a start of the framework with a clean cache. */
    void clear() {
        configurations.clear();
    }

    Set<String> pids() {
        return configurations.keySet();
    }

    Object value(String pid, String key) {
        return configurations.get(pid).properties.get(key);
    }

    /** Puts a configuration of somebody else. */
    void putForeign(String pid) {
        FakeConfiguration configuration = new FakeConfiguration(pid, null);
        configuration.properties = new Hashtable<>(Map.of("a", "1"));
        configurations.put(pid, configuration);
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid) {
        throw new UnsupportedOperationException("objects have names");
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid, String location) {
        throw new UnsupportedOperationException("objects have names");
    }

    @Override
    public Configuration getConfiguration(String pid, String location) {
        if (!"?".equals(location)) {
            throw new IllegalArgumentException("bound to one bundle: " + location);
        }
        return configurations.computeIfAbsent(pid, p -> new FakeConfiguration(p, null));
    }

    @Override
    public Configuration getConfiguration(String pid) {
        throw new UnsupportedOperationException("would be bound to this bundle");
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name, String location) {
        if (!"?".equals(location)) {
            throw new IllegalArgumentException("bound to one bundle: " + location);
        }
        return configurations.computeIfAbsent(factoryPid + "~" + name, p -> new FakeConfiguration(p, factoryPid));
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name) {
        throw new UnsupportedOperationException("would be bound to this bundle");
    }

    @Override
    public Configuration[] listConfigurations(String filter) {
        if (!"(scst.file=*)".equals(filter)) {
            throw new IllegalArgumentException(filter);
        }
        List<FakeConfiguration> ours = configurations.values().stream()
                .filter(configuration ->
                        configuration.properties != null && configuration.properties.get("scst.file") != null)
                .toList();
        return ours.isEmpty() ? null : ours.toArray(Configuration[]::new);
    }

    private final class FakeConfiguration implements Configuration {
        private final String pid;
        private final String factoryPid;
        private Dictionary<String, Object> properties;

        FakeConfiguration(String pid, String factoryPid) {
            this.pid = pid;
            this.factoryPid = factoryPid;
        }

        @Override
        public String getPid() {
            return pid;
        }

        @Override
        public Dictionary<String, Object> getProperties() {
            return properties;
        }

        @Override
        public Dictionary<String, Object> getProcessedProperties(org.osgi.framework.ServiceReference<?> reference) {
            return properties;
        }

        @Override
        public void delete() throws IOException {
            change();
            configurations.remove(pid);
        }

        @Override
        public String getFactoryPid() {
            return factoryPid;
        }

        @Override
        public void update() {
            throw new UnsupportedOperationException("tells listeners without a change");
        }

        @Override
        public void update(Dictionary<String, ?> updated) {
            throw new UnsupportedOperationException("tells listeners without a change");
        }

        @Override
        public boolean updateIfDifferent(Dictionary<String, ?> updated) throws IOException {
            change();
            Dictionary<String, Object> copy = new Hashtable<>();
            for (String key : java.util.Collections.list(updated.keys())) {
                copy.put(key, updated.get(key));
            }
            copy.put(Constants.SERVICE_PID, pid);
            properties = copy;
            return true;
        }

        private void change() throws IOException {
            if (refusing) {
                throw new IOException("no space left");
            }
            changes++;
        }

        @Override
        public void setBundleLocation(String location) {
            throw new UnsupportedOperationException("nobody moves configurations");
        }

        @Override
        public String getBundleLocation() {
            return "?";
        }

        @Override
        public long getChangeCount() {
            return 1;
        }

        @Override
        public void addAttributes(ConfigurationAttribute... attributes) throws ReadOnlyConfigurationException {
            throw new UnsupportedOperationException("nothing is read-only");
        }

        @Override
        public Set<ConfigurationAttribute> getAttributes() {
            return Set.of();
        }

        @Override
        public void removeAttributes(ConfigurationAttribute... attributes) {
            throw new UnsupportedOperationException("nothing is read-only");
        }
    }
}
