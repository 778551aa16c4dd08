package org.scst.core.internal.inventory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What Config Admin holds for the platform, sorted into what it means: a factory PID that ends in {@code .target} makes targets
 * of a driver, {@code org.scst.core.group} initiator groups, any other factory PID devices of a handler.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param settings properties of singletons by PID
 * @param devices by name
 * @param targets by driver PID and id
 * @param groups by name
 * @param duplicates names of devices that two handlers' files claim
 * @param formerNames what devices were called before their files were renamed, by name
 */
record ConfiguredObjects(
        Map<String, Map<String, String>> settings,
        Map<String, Instance> devices,
        List<Instance> targets,
        Map<String, Instance> groups,
        List<Instance> duplicates,
        Map<String, String> formerNames) {
    /** Set by the configuration bundle on everything that comes from a file. */
    static final String FILE = "scst.file";

    static final String NAME = "scst.name";
    /** Set by the configuration bundle when a file was renamed. */
    static final String FORMER_NAME = "scst.former_name";

    static final String CORE_PID = "org.scst.core";
    static final String GROUP_PID = "org.scst.core.group";
    private static final String TARGET_SUFFIX = ".target";

    /** One factory configuration. */
    record Instance(String pid, String name, Map<String, String> properties) {

        /** Without the suffix that tells targets. */
        String driverPid() {
            return pid.substring(0, pid.length() - TARGET_SUFFIX.length());
        }
    }

    /** Reads everything at once. */
    static ConfiguredObjects read(ConfigurationAdmin admin) throws IOException {
        ConfiguredObjects all = new ConfiguredObjects(
                new HashMap<>(),
                new TreeMap<>(),
                new ArrayList<>(),
                new TreeMap<>(),
                new ArrayList<>(),
                new HashMap<>());
        try {
            Configuration[] found = admin.listConfigurations("(" + FILE + "=*)");
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                all.sort(configuration);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    private void sort(Configuration configuration) {
        Map<String, String> properties = properties(configuration.getProperties());
        String pid = configuration.getFactoryPid();
        if (pid == null) {
            properties.remove(FILE);
            settings.put(configuration.getPid(), properties);
            return;
        }
        Instance instance = new Instance(pid, properties.getOrDefault(NAME, configuration.getPid()), properties);
        String formerName = properties.remove(FORMER_NAME);
        properties.keySet().removeIf(key -> key.equals(FILE) || key.equals(NAME));
        if (pid.endsWith(TARGET_SUFFIX)) {
            targets.add(instance);
        } else if (pid.equals(GROUP_PID)) {
            groups.put(instance.name(), instance);
        } else if (devices.putIfAbsent(instance.name(), instance) != null) {
            duplicates.add(instance);
        } else if (formerName != null) {
            formerNames.put(instance.name(), formerName);
        }
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
