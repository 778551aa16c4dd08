package org.scst.runtime.configuration.description;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a bundle says about the objects of one PID. A file may have thousands of lines, so finding the description of one does not
 * look at all the others.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ObjectDescription {
    private final String pid;
    private final boolean factory;
    private final List<AttributeDescription> attributes;
    private final Map<String, AttributeDescription> byId = new HashMap<>();
    private final List<AttributeDescription> families;

    /**
     * @param pid persistent identity, or that of a factory
     * @param factory whether objects have names
     * @param attributes their properties; copied
     */
    public ObjectDescription(String pid, boolean factory, List<AttributeDescription> attributes) {
        this.pid = pid;
        this.factory = factory;
        this.attributes = List.copyOf(attributes);
        this.families =
                this.attributes.stream().filter(AttributeDescription::many).toList();
        this.attributes.stream()
                .filter(attribute -> !attribute.many())
                .forEach(attribute -> byId.putIfAbsent(attribute.id(), attribute));
    }

    /** Persistent identity, or that of a factory. */
    public String pid() {
        return pid;
    }

    /** Whether objects have names. */
    public boolean factory() {
        return factory;
    }

    /** Their properties. */
    public List<AttributeDescription> attributes() {
        return attributes;
    }

    /** The description of a property: its own first, else that of its family. */
    Optional<AttributeDescription> attribute(String key) {
        AttributeDescription own = byId.get(key);
        return own != null ? Optional.of(own) : family(key);
    }

    private Optional<AttributeDescription> family(String key) {
        for (AttributeDescription family : families) {
            if (family.matches(key)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    /** Whether this is how a family of properties is called, and no property by itself. */
    boolean isFamily(String id) {
        return families.stream().anyMatch(family -> family.id().equals(id));
    }

    /** Whether the objects have a property of this id. */
    boolean has(String id) {
        return byId.containsKey(id) || isFamily(id);
    }

    @Override
    public String toString() {
        return pid;
    }
}
