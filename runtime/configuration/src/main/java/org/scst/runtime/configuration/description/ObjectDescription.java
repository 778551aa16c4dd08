package org.scst.runtime.configuration.description;

import java.util.List;
import java.util.Optional;

/**
 * What a bundle says about the objects of one PID.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param pid persistent identity, or that of a factory
 * @param factory whether objects have names
 * @param attributes their properties
 */
public record ObjectDescription(String pid, boolean factory, List<AttributeDescription> attributes) {

    /** Copies its arguments. */
    public ObjectDescription {
        attributes = List.copyOf(attributes);
    }

    /** The description of a property: its own first, else that of its family. */
    Optional<AttributeDescription> attribute(String key) {
        return attributes.stream()
                .filter(attribute -> attribute.id().equals(key))
                .findFirst()
                .or(() -> attributes.stream()
                        .filter(attribute -> attribute.matches(key))
                        .findFirst());
    }

    /** Whether the objects have a property of this id. */
    boolean has(String id) {
        return attributes.stream().anyMatch(attribute -> attribute.id().equals(id));
    }
}
