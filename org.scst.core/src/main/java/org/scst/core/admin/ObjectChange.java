package org.scst.core.admin;

import java.util.List;
import java.util.Optional;

/**
 * What a change of configuration files means for one object.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param pid for example {@code org.scst.vdisk}
 * @param name its instance name; empty for a singleton
 * @param kind what happens to it
 * @param formerName what it was called before it was renamed; else empty
 * @param keys the properties that differ, sorted by key
 */
public record ObjectChange(String pid, String name, Kind kind, String formerName, List<KeyChange> keys) {

    /** Copies its arguments. */
    public ObjectChange {
        keys = List.copyOf(keys);
    }

    /** What happens to an object. */
    public enum Kind {
        /** There was none. */
        CREATED,
        /** Some of its properties differ. */
        CHANGED,
        /** It goes. */
        REMOVED,
        /** It has another name; its identity stays. */
        RENAMED
    }

    /**
     * One property that differs.
     *
     * @param key its key
     * @param before its value before; empty when it was not there
     * @param after its value after; empty when it is not there
     */
    public record KeyChange(String key, Optional<String> before, Optional<String> after) {}
}
