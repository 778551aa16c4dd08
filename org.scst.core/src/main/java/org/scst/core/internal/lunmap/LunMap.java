package org.scst.core.internal.lunmap;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.internal.logicalunit.LogicalUnit;

/**
 * Which logical unit stands at which LUN for one initiator group: pages of 256, so that a change copies one page and the root,
 * whatever the number of LUNs.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class LunMap {
    /** Highest number a LUN may have. */
    public static final int LAST_LUN = 16383;

    private static final int PAGE = 256;

    /** Maps nothing. */
    public static final LunMap EMPTY = new LunMap(new Entry[(LAST_LUN + 1) / PAGE][], 0, 0);

    private final Entry[][] pages;
    private final int size;
    private final int inventory;

    /**
     * One mapped logical unit.
     *
     * @param lun the LUN's number
     * @param logicalUnit what stands there
     * @param readOnly whether writes are refused through this mapping
     */
    public record Entry(int lun, LogicalUnit logicalUnit, boolean readOnly) {}

    private LunMap(Entry[][] pages, int size, int inventory) {
        this.pages = pages;
        this.size = size;
        this.inventory = inventory;
    }

    /** What stands at the LUN, or {@code null}. */
    public Entry find(int lun) {
        if (lun < 0 || lun > LAST_LUN) {
            return null;
        }
        Entry[] page = pages[lun / PAGE];
        return page == null ? null : page[lun % PAGE];
    }

    /** This map with {@code entry} at its LUN. */
    public LunMap with(Entry entry) {
        return replace(entry.lun(), entry);
    }

    /** This map with nothing at {@code lun}. */
    public LunMap without(int lun) {
        return replace(lun, null);
    }

    private LunMap replace(int lun, Entry entry) {
        Entry[][] root = pages.clone();
        Entry[] page = root[lun / PAGE] == null ? new Entry[PAGE] : root[lun / PAGE].clone();
        Entry earlier = page[lun % PAGE];
        int change = (entry == null ? 0 : 1) - (earlier == null ? 0 : 1);
        boolean same = change == 0 && (entry == null || entry.logicalUnit() == earlier.logicalUnit());
        page[lun % PAGE] = entry;
        root[lun / PAGE] = page;
        return new LunMap(root, size + change, same ? inventory : inventory + 1);
    }

    /** Differs from that of an earlier version of this map when the logical unit inventory has changed since. */
    public int inventory() {
        return inventory;
    }

    /** Whether {@code other} has the same logical units at the same LUNs, however they are mapped. */
    public boolean sameInventory(LunMap other) {
        if (size != other.size) {
            return false;
        }
        for (Entry entry : entries()) {
            Entry there = other.find(entry.lun());
            if (there == null || there.logicalUnit() != entry.logicalUnit()) {
                return false;
            }
        }
        return true;
    }

    /** Number of mapped LUNs. */
    public int size() {
        return size;
    }

    /** Every entry, by ascending LUN. */
    public List<Entry> entries() {
        List<Entry> all = new ArrayList<>(size);
        for (Entry[] page : pages) {
            if (page != null) {
                addMapped(page, all);
            }
        }
        return all;
    }

    private static void addMapped(Entry[] page, List<Entry> all) {
        for (Entry entry : page) {
            if (entry != null) {
                all.add(entry);
            }
        }
    }
}
