package org.scst.core.internal.inventory;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What Config Admin holds for the platform, sorted into what it means: a factory PID that ends in {@code .target} makes targets
 * of a driver, {@code org.scst.core.group} initiator groups, any other factory PID devices of a handler. It also tells what of
 * that is new since it was last taken, so that a generation costs what changed and not what there is.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class ConfiguredObjects {
    /** Set by the configuration bundle on everything that comes from a file. */
    static final String FILE = "scst.file";

    static final String NAME = "scst.name";
    /** Set by the configuration bundle when a file was renamed. */
    static final String FORMER_NAME = "scst.former_name";

    static final String CORE_PID = "org.scst.core";
    static final String GROUP_PID = "org.scst.core.group";
    private static final String TARGET_SUFFIX = ".target";

    private final Map<String, Map<String, String>> settings = new HashMap<>();
    private final Map<String, Instance> instances = new HashMap<>();
    private final Map<String, Instance> devices = new TreeMap<>();
    private final Map<String, Instance> targets = new TreeMap<>();
    private final Map<String, Instance> groups = new TreeMap<>();
    private final Map<String, Instance> duplicates = new TreeMap<>();
    private final Map<String, String> formerNames = new HashMap<>();
    private Set<String> touchedDevices = new HashSet<>();
    private boolean driversTouched = true;
    private boolean whole = true;

    /** One factory configuration. */
    record Instance(String pid, String name, Map<String, String> properties) {

        /** Without the suffix that tells targets. */
        String driverPid() {
            return pid.substring(0, pid.length() - TARGET_SUFFIX.length());
        }

        private boolean isTarget() {
            return pid.endsWith(TARGET_SUFFIX);
        }

        private boolean isDevice() {
            return !isTarget() && !pid.equals(GROUP_PID);
        }
    }

    /** Reads everything at once. */
    static ConfiguredObjects read(ConfigurationAdmin admin) throws IOException {
        ConfiguredObjects all = new ConfiguredObjects();
        try {
            Configuration[] found = admin.listConfigurations("(" + FILE + "=*)");
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                all.put(configuration);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    /** Properties of singletons by PID. */
    Map<String, Map<String, String>> settings() {
        return settings;
    }

    /** By name. */
    Map<String, Instance> devices() {
        return devices;
    }

    Collection<Instance> targets() {
        return targets.values();
    }

    /** By name. */
    Map<String, Instance> groups() {
        return groups;
    }

    /** Devices whose name another handler's file has claimed before. */
    Collection<Instance> duplicates() {
        return duplicates.values();
    }

    /** What devices were called before their files were renamed, by name. */
    Map<String, String> formerNames() {
        return formerNames;
    }

    /** Names of devices that are new, changed or gone since {@link #taken}. */
    Set<String> touchedDevices() {
        return touchedDevices;
    }

    /** Whether a singleton or a target is new, changed or gone since {@link #taken}. */
    boolean driversTouched() {
        return driversTouched;
    }

    /** Of the devices that are known, those that no file defines any more. */
    Set<String> gone(Set<String> known) {
        Set<String> gone = new HashSet<>(whole ? known : touchedDevices);
        gone.removeAll(devices.keySet());
        gone.retainAll(known);
        return gone;
    }

    /** Everything up to now is in force: from here on, what is new is counted anew. */
    void taken() {
        touchedDevices = new HashSet<>();
        driversTouched = false;
        whole = false;
    }

    /** Takes what a configuration holds now; one that is not ours is none of our objects any more. */
    void put(Configuration configuration) {
        Instance earlier = drop(configuration.getPid());
        Dictionary<String, Object> dictionary = configuration.getProperties();
        if (dictionary != null && dictionary.get(FILE) != null) {
            add(configuration.getPid(), configuration.getFactoryPid(), properties(dictionary));
        }
        passOn(earlier);
    }

    /** Forgets a configuration that is gone. */
    void remove(String key) {
        passOn(drop(key));
    }

    private void add(String key, String pid, Map<String, String> properties) {
        if (pid == null) {
            properties.remove(FILE);
            settings.put(key, properties);
            driversTouched = true;
            return;
        }
        Instance instance = new Instance(pid, properties.getOrDefault(NAME, key), properties);
        String formerName = properties.remove(FORMER_NAME);
        properties.keySet().removeIf(property -> property.equals(FILE) || property.equals(NAME));
        instances.put(key, instance);
        if (instance.isTarget()) {
            targets.put(key, instance);
            driversTouched = true;
        } else if (!instance.isDevice()) {
            groups.put(instance.name(), instance);
        } else if (devices.putIfAbsent(instance.name(), instance) != null) {
            duplicates.put(key, instance);
        } else {
            touchedDevices.add(instance.name());
            if (formerName != null) {
                formerNames.put(instance.name(), formerName);
            }
        }
    }

    private Instance drop(String key) {
        driversTouched |= settings.remove(key) != null;
        Instance instance = instances.remove(key);
        if (instance == null) {
            return null;
        }
        if (instance.isTarget()) {
            targets.remove(key);
            driversTouched = true;
        } else if (!instance.isDevice()) {
            groups.remove(instance.name(), instance);
        } else if (duplicates.remove(key) == null) {
            devices.remove(instance.name());
            formerNames.remove(instance.name());
            touchedDevices.add(instance.name());
        }
        return instance;
    }

    /** A device's name that has become free goes to the next file that claims it. */
    private void passOn(Instance earlier) {
        if (earlier == null || !earlier.isDevice() || devices.containsKey(earlier.name())) {
            return;
        }
        duplicates.entrySet().stream()
                .filter(duplicate -> duplicate.getValue().name().equals(earlier.name()))
                .findFirst()
                .ifPresent(duplicate -> {
                    devices.put(earlier.name(), duplicate.getValue());
                    duplicates.remove(duplicate.getKey());
                });
    }

    private static Map<String, String> properties(Dictionary<String, Object> dictionary) {
        Map<String, String> properties = new HashMap<>();
        for (String key : Collections.list(dictionary.keys())) {
            if (!key.startsWith("service.") && !key.equals("felix.fileinstall.filename")) {
                properties.put(key, String.valueOf(dictionary.get(key)));
            }
        }
        return properties;
    }
}
