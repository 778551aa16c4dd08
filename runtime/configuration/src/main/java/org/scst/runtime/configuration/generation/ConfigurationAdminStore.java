package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.scst.runtime.configuration.ObjectName;

/**
 * The objects that Config Admin holds for us. Ours are those with the property {@code scst.file}; nobody else's are touched.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
final class ConfigurationAdminStore {
    /** Prefix of what this bundle adds to an object's properties. */
    static final String OWN = "scst.";

    /** Name of the file an object came from. */
    static final String FILE = "scst.file";

    /** NAME of the object. */
    static final String NAME = "scst.name";

    /** NAME of the object before its file was renamed; a device keeps its identity by it. */
    static final String FORMER_NAME = "scst.former_name";

    private static final String ANY_LOCATION = "?";

    private final ConfigurationAdmin admin;

    ConfigurationAdminStore(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** What is there: objects and their properties, {@link #FILE} and {@link #NAME} included. */
    SortedMap<ObjectName, Map<String, String>> objects() throws IOException {
        SortedMap<ObjectName, Map<String, String>> objects = new TreeMap<>();
        for (Configuration configuration : configurations()) {
            Map<String, String> properties = properties(configuration);
            objects.put(objectName(configuration, properties), properties);
        }
        return objects;
    }

    void put(ObjectName object, Map<String, String> properties) throws IOException {
        configuration(object).updateIfDifferent(new Hashtable<>(properties));
    }

    void delete(ObjectName object) throws IOException {
        configuration(object).delete();
    }

    private Configuration configuration(ObjectName object) throws IOException {
        return object.name().isEmpty()
                ? admin.getConfiguration(object.pid(), ANY_LOCATION)
                : admin.getFactoryConfiguration(object.pid(), object.name(), ANY_LOCATION);
    }

    private Configuration[] configurations() throws IOException {
        try {
            Configuration[] configurations = admin.listConfigurations("(" + FILE + "=*)");
            return configurations == null ? new Configuration[0] : configurations;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("a constant filter is well-formed", e);
        }
    }

    private static ObjectName objectName(Configuration configuration, Map<String, String> properties) {
        String factory = configuration.getFactoryPid();
        return new ObjectName(factory == null ? configuration.getPid() : factory, properties.getOrDefault(NAME, ""));
    }

    private static Map<String, String> properties(Configuration configuration) {
        Dictionary<String, Object> dictionary = configuration.getProperties();
        Map<String, String> properties = new TreeMap<>();
        Collections.list(dictionary.keys()).stream()
                .filter(key -> !key.startsWith("service.") && !key.startsWith("felix."))
                .forEach(key -> properties.put(key, String.valueOf(dictionary.get(key))));
        return properties;
    }
}
