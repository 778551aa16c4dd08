package org.scst.core.internal.copy;

import org.scst.core.device.LogicalBlocks;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.nexus.ChildWork;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.nexus.ItNexus;

/**
 * A logical unit as the issuing nexus is mapped it, and only as long as it is: by no other way can a copy read it or write to it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param lun where it was found
 * @param unit what was found there
 */
record Place(int lun, LogicalUnit unit) {

    static Place of(LunMap.Entry entry) {
        return new Place(entry.lun(), entry.logicalUnit());
    }

    /** Whether the nexus is still mapped the same at this LUN. */
    boolean mapped(ItNexus nexus) {
        LunMap.Entry entry = nexus.group().map().find(lun);
        return entry != null && entry.logicalUnit() == unit;
    }

    /** Begins a child command there. */
    void begin(Command parent, ChildWork work) {
        parent.beginChild(lun, unit, work);
    }

    /** Bytes of its logical blocks. */
    int blockLength() {
        return unit.view().blockLength();
    }

    /** Whether so many bytes, whole blocks, from this LBA on are within its capacity. */
    boolean holds(long lba, long bytes) {
        long capacity = unit.view().capacity();
        return Long.compareUnsigned(lba, capacity) <= 0 && bytes / blockLength() <= capacity - lba;
    }

    /** Its medium; {@code null} when that takes no part in copies. */
    LogicalBlocks blocks() {
        return unit.view().logicalBlocks();
    }
}
