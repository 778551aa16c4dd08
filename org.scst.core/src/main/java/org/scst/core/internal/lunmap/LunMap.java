package org.scst.core.internal.lunmap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToIntFunction;
import org.scst.core.internal.logicalunit.LogicalUnit;

/**
 * Which logical unit stands at which LUN for one initiator group, and how it is told: pages of 256, so that a change copies one page
 * and the root, whatever the number of LUNs, and a comparison looks only at the pages that differ.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class LunMap {
    /** Highest number a LUN may have. */
    public static final int LAST_LUN = 16383;

    /** LUNs of one page. */
    public static final int PAGE = 256;

    /** Number of pages. */
    public static final int PAGES = (LAST_LUN + 1) / PAGE;

    /** Maps nothing. */
    public static final LunMap EMPTY =
            new LunMap(new Entry[PAGES][], 0, new Object(), AddressMethod.PERIPHERAL, BlackHole.OFF);

    private final Entry[][] pages;
    private final int size;
    /** The same for maps that are known to have the same logical unit inventory, whose maps ever they are. */
    private final Object inventory;

    private final AddressMethod addressMethod;
    private final BlackHole blackHole;
    private volatile String digest;

    /**
     * One mapped logical unit.
     *
     * @param lun the LUN's number
     * @param logicalUnit what stands there
     * @param readOnly whether writes are refused through this mapping
     */
    public record Entry(int lun, LogicalUnit logicalUnit, boolean readOnly) {}

    private LunMap(Entry[][] pages, int size, Object inventory, AddressMethod addressMethod, BlackHole blackHole) {
        this.pages = pages;
        this.size = size;
        this.inventory = inventory;
        this.addressMethod = addressMethod;
        this.blackHole = blackHole;
    }

    /** This map, told by another address method: to an initiator that is another inventory. */
    public LunMap addressedBy(AddressMethod method) {
        return method == addressMethod ? this : new LunMap(pages, size, new Object(), method, blackHole);
    }

    /** This map, whose group swallows something else. */
    public LunMap swallowing(BlackHole what) {
        return what == blackHole ? this : new LunMap(pages, size, inventory, addressMethod, what);
    }

    /** How LUNs are told. */
    public AddressMethod addressMethod() {
        return addressMethod;
    }

    /** What is swallowed. */
    public BlackHole blackHole() {
        return blackHole;
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
        return new LunMap(root, size + change, same ? inventory : new Object(), addressMethod, blackHole);
    }

    /** Whether {@code other} has the same logical units at the same LUNs, however they are mapped, and tells them alike. */
    public boolean sameInventory(LunMap other) {
        if (inventory == other.inventory) {
            return true;
        }
        if (size != other.size || addressMethod != other.addressMethod) {
            return false;
        }
        for (int page = 0; page < PAGES; page++) {
            if (!sharesPage(page, other) && !sameInventory(pages[page], other.pages[page])) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameInventory(Entry[] page, Entry[] other) {
        for (int i = 0; i < PAGE; i++) {
            if (at(page, i) != at(other, i)) {
                return false;
            }
        }
        return true;
    }

    private static LogicalUnit at(Entry[] page, int i) {
        return page == null || page[i] == null ? null : page[i].logicalUnit();
    }

    /** Whether {@code other} has the very same page of this number, from 0 on: nothing in it has changed. */
    public boolean sharesPage(int page, LunMap other) {
        return pages[page] == other.pages[page];
    }

    /** Stands for the inventory beyond this process: the same names at the same LUNs have the same one. */
    public String inventoryDigest() {
        String known = digest;
        if (known == null) {
            known = ofInventory();
            digest = known;
        }
        return known;
    }

    private String ofInventory() {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            sum.update(addressMethod.name().getBytes(UTF_8));
            for (Entry entry : entries()) {
                sum.update((entry.lun() + " " + entry.logicalUnit().name() + "\n").getBytes(UTF_8));
            }
            return HexFormat.of().formatHex(sum.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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

    /** The sum over its entries, which is not continued once it is {@code enough}. */
    public int sum(ToIntFunction<Entry> of, int enough) {
        int sum = 0;
        for (Entry[] page : pages) {
            for (int i = 0; page != null && i < PAGE && sum < enough; i++) {
                sum += page[i] == null ? 0 : of.applyAsInt(page[i]);
            }
        }
        return sum;
    }

    private static void addMapped(Entry[] page, List<Entry> all) {
        for (Entry entry : page) {
            if (entry != null) {
                all.add(entry);
            }
        }
    }
}
