package org.scst.core.internal.nexus;

import org.scst.core.internal.statistics.CommandStatistics;

/**
 * What a nexus has done at one logical unit.
 *
 * <p><i>Threading:</i> not changed after its construction.
 *
 * @param lun number of its LUN there
 * @param device name of the logical unit
 * @param statistics a copy
 */
public record LogicalUnitUse(int lun, String device, CommandStatistics statistics) {

    static LogicalUnitUse of(ItlNexus itl) {
        CommandStatistics copy = new CommandStatistics();
        copy.add(itl.statistics());
        return new LogicalUnitUse(itl.entry().lun(), itl.logicalUnit().name(), copy);
    }
}
