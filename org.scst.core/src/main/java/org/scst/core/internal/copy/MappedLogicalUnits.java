package org.scst.core.internal.copy;

import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.nexus.ItNexus;
import org.scst.core.scsi.DesignationDescriptor;

/**
 * Finds a copy source or copy destination among the logical units that are mapped to the issuing nexus. Whoever knows the name of
 * another one has no more right to it than any initiator.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class MappedLogicalUnits {
    private final ItNexus nexus;

    MappedLogicalUnits(ItNexus nexus) {
        this.nexus = nexus;
    }

    /** Where the logical unit of this designator is mapped, best where it can be written; {@code null} unless exactly one has it. */
    Place find(DesignationDescriptor designator) {
        LunMap.Entry found = null;
        for (LunMap.Entry entry : nexus.group().map().entries()) {
            if (!entry.logicalUnit().designators().contains(designator)) {
                continue;
            }
            if (found != null && found.logicalUnit() != entry.logicalUnit()) {
                return null;
            }
            found = found == null || found.readOnly() ? entry : found;
        }
        return found == null ? null : Place.of(found);
    }

    /** What is mapped at a LUN; {@code null} when nothing is. */
    Place at(int lun) {
        LunMap.Entry entry = nexus.group().map().find(lun);
        return entry == null ? null : Place.of(entry);
    }
}
