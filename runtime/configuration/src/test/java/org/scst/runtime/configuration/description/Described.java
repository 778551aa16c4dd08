package org.scst.runtime.configuration.description;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.service.metatype.AttributeDefinition;

/** Descriptions written in a test; bundles come and go by {@link #serve} and {@link #withdraw}. */
public final class Described implements Descriptions {
    private final Map<String, ObjectDescription> descriptions = new TreeMap<>();
    private final Map<String, ObjectDescription> forgotten = new TreeMap<>();
    private final Set<String> served = new TreeSet<>();

    /** What the product's bundles describe, shortened. */
    public static Described product() {
        return new Described()
                .add(
                        "org.scst.vdisk",
                        true,
                        option("type", "fileio", "nullio"),
                        string("file"),
                        string("size"),
                        bool("read_only"))
                .add("org.scst.iscsi", false, list("portals", AttributeDefinition.STRING), number("threads", 1, 64))
                .add(
                        "org.scst.iscsi.target",
                        true,
                        string("name"),
                        string("lun.N"),
                        number("QueuedCommands", 1, 16384),
                        string("IncomingUser"),
                        string("IncomingUserN"),
                        string("OutgoingUser"))
                .add("org.scst.core.device_group", true, string("devices"), bool("expl_alua"))
                .add(
                        "org.scst.core.target_group",
                        true,
                        string("device_group"),
                        number("group_id", 0, 65535),
                        option("state", "active", "nonoptimized", "standby"),
                        string("targets"))
                .add("org.scst.test", true, string("user"), string("password_file"));
    }

    /** Adds a PID. */
    public Described add(String pid, boolean factory, AttributeDefinition... attributes) {
        List<AttributeDescription> described =
                List.of(attributes).stream().map(AttributeDescription::new).toList();
        descriptions.put(pid, new ObjectDescription(pid, factory, described));
        served.add(pid);
        return this;
    }

    /** As before its bundle has ever been there. */
    public void forget(String pid) {
        forgotten.put(pid, descriptions.remove(pid));
        served.remove(pid);
    }

    /** The bundle of a forgotten PID has come. */
    public void remember(String pid) {
        descriptions.put(pid, forgotten.remove(pid));
        served.add(pid);
    }

    /** Uninstalls the bundle of a PID; its description is still remembered. */
    public void withdraw(String pid) {
        served.remove(pid);
    }

    /** Makes a PID known by a listener that describes nothing. */
    public Described serve(String pid) {
        served.add(pid);
        return this;
    }

    @Override
    public Optional<ObjectDescription> of(String pid) {
        return Optional.ofNullable(descriptions.get(pid));
    }

    @Override
    public boolean isServed(String pid) {
        return served.contains(pid);
    }

    @Override
    public Collection<String> pids() {
        return descriptions.keySet();
    }

    static AttributeDefinition string(String id) {
        return new Attribute(id, AttributeDefinition.STRING, 0, new String[0], Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static AttributeDefinition bool(String id) {
        return new Attribute(id, AttributeDefinition.BOOLEAN, 0, new String[0], Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static AttributeDefinition list(String id, int type) {
        return new Attribute(id, type, Integer.MAX_VALUE, new String[0], Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static AttributeDefinition number(String id, long minimum, long maximum) {
        return new Attribute(id, AttributeDefinition.INTEGER, 0, new String[0], minimum, maximum);
    }

    static AttributeDefinition option(String id, String... options) {
        return new Attribute(id, AttributeDefinition.STRING, 0, options, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static AttributeDefinition attribute(String id, int type, int cardinality) {
        return new Attribute(id, type, cardinality, new String[0], Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** An attribute as the Metatype service gives it; limits hold for numbers only. */
    private record Attribute(String id, int type, int cardinality, String[] options, long minimum, long maximum)
            implements AttributeDefinition {

        @Override
        public String getName() {
            return id.startsWith("refused_") ? "Not here" : id;
        }

        @Override
        public String getID() {
            return id;
        }

        @Override
        public String getDescription() {
            return id;
        }

        @Override
        public int getCardinality() {
            return cardinality;
        }

        @Override
        public int getType() {
            return type;
        }

        @Override
        public String[] getOptionValues() {
            return options;
        }

        @Override
        public String[] getOptionLabels() {
            return options;
        }

        @Override
        public String validate(String value) {
            if (type != AttributeDefinition.INTEGER || minimum == Long.MIN_VALUE) {
                return null;
            }
            long number = Long.parseLong(value);
            return number < minimum ? "less than minimum" : number > maximum ? "greater than maximum" : "";
        }

        @Override
        public String[] getDefaultValue() {
            return new String[0];
        }
    }
}
