package org.scst.core.target;

import java.util.List;
import java.util.Map;

/**
 * What the configuration files say for one driver, as one generation.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param generation number of the generation
 * @param settings properties of the driver's own file ({@code org.scst.iscsi.cfg}); empty when there is none
 * @param targets one entry per file {@code org.scst.<driver>.target-NAME.cfg}
 */
public record DriverConfiguration(long generation, Map<String, String> settings, List<Target> targets) {

    /** Copies its arguments. */
    public DriverConfiguration {
        settings = Map.copyOf(settings);
        targets = List.copyOf(targets);
    }

    /**
     * One target of the driver.
     *
     * @param id the NAME of its file
     * @param name the name initiators see; equals the {@code name} property or, without it, the id
     * @param properties everything else in the file, but for the LUN lines, which are core's business
     * @param openToAll whether an initiator that nobody has named is given logical units: the target's own, or those of a group
     *     whose wildcards take any name
     */
    public record Target(String id, String name, Map<String, String> properties, boolean openToAll) {

        /** Copies its arguments. */
        public Target {
            properties = Map.copyOf(properties);
        }
    }
}
