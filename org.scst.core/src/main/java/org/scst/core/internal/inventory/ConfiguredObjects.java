package org.scst.core.internal.inventory;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What Config Admin holds for the platform, sorted into what it means: a factory PID that ends in {@code .target} makes targets
 * of a driver, one that begins with {@code org.scst.core.} initiator groups, device groups or target groups, any other devices of a
 * handler. It also tells what of that is new since it was last taken, so that a generation costs what changed and not what there is.
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
    static final String DEVICE_GROUP_PID = "org.scst.core.device_group";
    static final String TARGET_GROUP_PID = "org.scst.core.target_group";
    private static final String CORE_PREFIX = "org.scst.core.";
    private static final String TARGET_SUFFIX = ".target";

    private final Map<String, Map<String, String>> settings = new HashMap<>();
    private final Map<String, Instance> instances = new HashMap<>();
    private final Map<String, Instance> devices = new TreeMap<>();
    private final Map<String, Instance> targets = new TreeMap<>();
    /** Core's own: by PID, then by name. */
    private final Map<String, Map<String, Instance>> ofCore = new HashMap<>();

    private final Map<String, Instance> duplicates = new TreeMap<>();
    private final Map<String, String> formerNames = new HashMap<>();
    private Set<String> touchedDevices = new HashSet<>();
    private ChangedTargets changedTargets = new ChangedTargets();
    private boolean driversTouched = true;
    private boolean groupsTouched = true;
    private boolean whole = true;

    /**
     * One factory configuration.
     *
     * @param properties all but the LUN lines of a target or group
     * @param luns these
     */
    record Instance(String pid, String name, Map<String, String> properties, LunLines luns) {

        private static Instance of(String pid, String name, Map<String, String> properties) {
            boolean maps = pid.endsWith(TARGET_SUFFIX) || pid.equals(GROUP_PID);
            LunLines luns = maps ? LunLines.takenFrom(properties) : LunLines.NONE;
            return new Instance(pid, name, Map.copyOf(properties), luns);
        }

        /** Without the suffix that tells targets. */
        String driverPid() {
            return pid.substring(0, pid.length() - TARGET_SUFFIX.length());
        }

        /** Whether {@link #driverPid} is this one. */
        boolean isTargetOf(String driver) {
            return pid.length() == driver.length() + TARGET_SUFFIX.length() && pid.startsWith(driver) && isTarget();
        }

        private boolean isTarget() {
            return pid.endsWith(TARGET_SUFFIX);
        }

        private boolean isDevice() {
            return !isTarget() && !pid.startsWith(CORE_PREFIX);
        }
    }

    /**
     * Targets that are new, and those that are gone; one that is changed is both.
     *
     * @param come none of which are among the gone
     */
    record ChangedTargets(Set<Instance> come, Set<Instance> gone) {
        /** None. */
        private ChangedTargets() {
            this(
                    Collections.newSetFromMap(new IdentityHashMap<>()),
                    Collections.newSetFromMap(new IdentityHashMap<>()));
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

    /** Initiator groups by name. */
    Map<String, Instance> groups() {
        return ofCore(GROUP_PID);
    }

    /** Device groups by name. */
    Map<String, Instance> deviceGroups() {
        return ofCore(DEVICE_GROUP_PID);
    }

    /** Target groups by name. */
    Map<String, Instance> targetGroups() {
        return ofCore(TARGET_GROUP_PID);
    }

    private Map<String, Instance> ofCore(String pid) {
        return ofCore.computeIfAbsent(pid, key -> new TreeMap<>());
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

    /** Whether something that drivers are told of is new, changed or gone since {@link #taken}: settings, targets, who is let in. */
    boolean driversTouched() {
        return driversTouched || groupsTouched;
    }

    /** What is new of the targets since {@link #taken}; {@code null} when what they are made of is not what it was either. */
    ChangedTargets changedTargets() {
        return whole || groupsTouched || !touchedDevices.isEmpty() ? null : changedTargets;
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
        changedTargets = new ChangedTargets();
        driversTouched = false;
        groupsTouched = false;
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
        String name = properties.getOrDefault(NAME, key);
        String formerName = properties.remove(FORMER_NAME);
        properties.keySet().removeIf(property -> property.equals(FILE) || property.equals(NAME));
        Instance instance = Instance.of(pid, name, properties);
        instances.put(key, instance);
        if (instance.isTarget()) {
            targets.put(key, instance);
            changedTargets.come.add(instance);
            driversTouched = true;
        } else if (!instance.isDevice()) {
            groupsTouched |= instance.pid().equals(GROUP_PID);
            ofCore(instance.pid()).put(instance.name(), instance);
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
            if (!changedTargets.come.remove(instance)) {
                changedTargets.gone.add(instance);
            }
            driversTouched = true;
        } else if (!instance.isDevice()) {
            groupsTouched |= instance.pid().equals(GROUP_PID);
            ofCore(instance.pid()).remove(instance.name(), instance);
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
