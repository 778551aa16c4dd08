package org.scst.core.internal.nexus;

import java.util.Arrays;
import java.util.List;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.lunmap.BlackHole;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.spool.SpooledLogicalUnit;
import org.scst.core.internal.spool.SpooledNexus;
import org.scst.core.internal.statistics.CommandStatistics;
import org.scst.core.scsi.LogicalUnitNumber;

/**
 * The logical units that a nexus has used: an I_T_L nexus each, made on first use and let go when the map has something else at
 * its LUN.
 *
 * <p><i>Threading:</i> confined to the nexus's executor; {@link #inUse} and {@link #statistics} may be called anywhere and see
 * what was there lately.
 */
final class LogicalUnitsInUse {
    private static final int PAGE = LunMap.PAGE;
    /** Stands for an inventory that differs from any: its change is yet to be told. */
    private static final String CHANGED = "changed";

    private final ItNexus nexus;
    private final ItlNexus none;
    private final ItlNexus[][] itls = new ItlNexus[LunMap.PAGES][];
    private final CommandStatistics gone = new CommandStatistics();
    private LunMap seen;
    private boolean inventoryChanged;

    LogicalUnitsInUse(ItNexus nexus, LogicalUnit nullLogicalUnit) {
        this.nexus = nexus;
        this.none = new ItlNexus(nexus, new LunMap.Entry(-1, nullLogicalUnit, false));
    }

    /** The I_T_L nexus at a LUN, or {@link #none}. */
    ItlNexus at(long lun, LunMap map) {
        if (map != seen) {
            mapChanged(map);
        }
        int number = LogicalUnitNumber.number(lun);
        LunMap.Entry entry = map.find(number);
        if (entry == null) {
            return none;
        }
        ItlNexus[] page = itls[number / PAGE];
        ItlNexus itl = page == null ? null : page[number % PAGE];
        return itl != null ? itl : open(entry);
    }

    /** The I_T_L nexus at a LUN; {@code null} when nothing is mapped there, or it was not used yet. */
    ItlNexus known(long lun, LunMap map) {
        int number = LogicalUnitNumber.number(lun);
        if (map.find(number) == null) {
            return null;
        }
        ItlNexus[] page = itls[number / PAGE];
        return page == null ? null : page[number % PAGE];
    }

    /** The I_T_L nexus at the null logical unit. */
    ItlNexus none() {
        return none;
    }

    private ItlNexus open(LunMap.Entry entry) {
        ItlNexus itl = make(entry);
        itl.establishHere(nexus.firstAttention());
        return itl;
    }

    private ItlNexus make(LunMap.Entry entry) {
        int number = entry.lun();
        if (itls[number / PAGE] == null) {
            itls[number / PAGE] = new ItlNexus[PAGE];
        }
        ItlNexus itl = new ItlNexus(nexus, entry);
        itls[number / PAGE][number % PAGE] = itl;
        itl.logicalUnit().attach(itl);
        return itl;
    }

    /** The logical units of before a restart that are mapped as they were; any other begins with power on when it is used. */
    void restore(SpooledNexus spooled, LunMap map) {
        seen = map;
        inventoryChanged =
                !spooled.inventory().isEmpty() && !spooled.inventory().equals(inventory(map));
        for (SpooledLogicalUnit unit : spooled.units()) {
            LunMap.Entry entry = map.find(unit.lun());
            if (entry != null && entry.logicalUnit().name().equals(unit.device())) {
                make(entry).restore(unit);
            }
        }
    }

    /** What a stop would forget. */
    SpooledNexus spooled() {
        return new SpooledNexus(
                nexus.port().maps().target(),
                nexus.description().key(),
                nexus.description().initiatorName(),
                nexus.description().groupName(),
                nexus.description().initiatorPort(),
                inventorySeen(),
                inUse().stream().map(ItlNexus::spooled).toList());
    }

    /** What the initiator may know of the logical unit inventory; empty when it has not seen any. */
    private String inventorySeen() {
        return seen == null ? "" : inventoryChanged ? CHANGED : inventory(seen);
    }

    private static String inventory(LunMap map) {
        return "has " + map.inventoryDigest();
    }

    /**
     * Looks at the map before a command does.
     *
     * @return whether the inventory is another than the initiator knows, since now
     */
    boolean notice(LunMap map) {
        if (map == seen || seen == null) {
            return false;
        }
        boolean before = inventoryChanged;
        inventoryChanged = false;
        mapChanged(map);
        boolean changed = inventoryChanged;
        inventoryChanged |= before;
        return changed;
    }

    private void mapChanged(LunMap map) {
        LunMap earlier = seen;
        seen = map;
        if (earlier == null) {
            return;
        }
        inventoryChanged |= !earlier.sameInventory(map);
        for (int page = 0; page < itls.length; page++) {
            if (itls[page] != null && !earlier.sharesPage(page, map)) {
                pageChanged(itls[page], map);
            }
        }
        nexus.queueChanged();
    }

    private void pageChanged(ItlNexus[] page, LunMap map) {
        for (int i = 0; i < PAGE; i++) {
            if (page[i] != null) {
                page[i] = remapped(page[i], map.find(page[i].entry().lun()));
            }
        }
    }

    private ItlNexus remapped(ItlNexus itl, LunMap.Entry entry) {
        if (entry != null && entry.logicalUnit() == itl.logicalUnit()) {
            itl.entry(entry);
            return itl;
        }
        itl.retire();
        gone.add(itl.statistics());
        return entry == null ? null : replacing(entry);
    }

    /** Another logical unit answers at a LUN that was in use: beside all else its INQUIRY data is another one's (SPC-4, 3F/03). */
    private ItlNexus replacing(LunMap.Entry entry) {
        ItlNexus itl = open(entry);
        itl.establishHere(ItlNexus.INQUIRY_DATA_CHANGED);
        nexus.reportEvent(entry.lun(), ItlNexus.INQUIRY_DATA_CHANGED);
        return itl;
    }

    /** What the group swallows, as of the map that the latest command has seen. */
    BlackHole blackHole() {
        return seen.blackHole();
    }

    boolean reportInventoryChange() {
        boolean changed = inventoryChanged;
        inventoryChanged = false;
        return changed;
    }

    boolean inventoryChangePending() {
        return inventoryChanged;
    }

    void inventoryChanged() {
        inventoryChanged = true;
    }

    List<ItlNexus> inUse() {
        return Arrays.stream(itls)
                .filter(page -> page != null)
                .flatMap(Arrays::stream)
                .filter(itl -> itl != null)
                .toList();
    }

    /** Counters since the nexus was opened; a copy. */
    CommandStatistics statistics() {
        CommandStatistics sum = new CommandStatistics();
        sum.add(gone);
        inUse().forEach(itl -> sum.add(itl.statistics()));
        return sum;
    }
}
