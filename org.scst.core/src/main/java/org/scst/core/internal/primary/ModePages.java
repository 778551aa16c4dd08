package org.scst.core.internal.primary;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.scst.core.device.ModePage;

/**
 * The mode pages of one logical unit with their current values, which outlive the handler's closing and reopening, and their saved
 * ones, which outlive everything.
 *
 * <p><i>Threading:</i> thread-safe; values are copied in and out under a lock that no command of the medium takes.
 */
public final class ModePages {
    private final List<ModePage> pages;
    private final Map<Integer, byte[]> current = new HashMap<>();
    private final SavedModePages saved;
    private final BiConsumer<ModePage, byte[]> listener;
    /** Held while the listener is told, so that what it hears last is current. */
    private final Object telling = new Object();
    /** Which has taken its values over, under the monitor; {@code null} while these are the ones. */
    private ModePages successor;

    /**
     * @param pages core's and the handler's
     * @param earlier whose current values are kept where the page is the same; may be {@code null}
     * @param listener told about each page that takes new current values
     */
    public ModePages(List<ModePage> pages, ModePages earlier, BiConsumer<ModePage, byte[]> listener) {
        this(pages, earlier, earlier == null ? SavedModePages.nowhere() : earlier.saved, listener);
    }

    /** The first ones, with what was saved. */
    public ModePages(List<ModePage> pages, SavedModePages saved, BiConsumer<ModePage, byte[]> listener) {
        this(pages, null, saved, listener);
    }

    private ModePages(
            List<ModePage> pages, ModePages earlier, SavedModePages saved, BiConsumer<ModePage, byte[]> listener) {
        this.saved = saved;
        this.listener = listener;
        List<ModePage> sorted = new ArrayList<>(pages);
        sorted.sort(Comparator.comparingInt(ModePages::key));
        this.pages = List.copyOf(sorted);
        if (earlier == null) {
            take(null);
            return;
        }
        synchronized (earlier) {
            take(earlier);
            earlier.successor = this; // a MODE SELECT that has found the earlier ones changes these from now on
        }
    }

    private void take(ModePages earlier) {
        for (ModePage page : pages) {
            byte[] values = taken(page, earlier == null ? null : earlier.changed(key(page)));
            if (current.put(key(page), values) != null) {
                throw new IllegalArgumentException("mode page twice: " + page.pageCode() + "/" + page.subpageCode());
            }
        }
    }

    /** What a page makes of values that one of the same code had. */
    private byte[] taken(ModePage page, byte[] kept) {
        byte[] values = saved(page);
        return kept != null && kept.length == values.length ? merge(values, kept, page.changeable()) : values;
    }

    private static int key(ModePage page) {
        return page.pageCode() << 8 | page.subpageCode();
    }

    private static byte[] merge(byte[] base, byte[] values, byte[] mask) {
        byte[] merged = base.clone();
        for (int i = 0; i < merged.length; i++) {
            merged[i] = (byte) (merged[i] & ~mask[i] | values[i] & mask[i]);
        }
        return merged;
    }

    private synchronized byte[] find(int key) {
        byte[] values = current.get(key);
        return values == null ? null : values.clone();
    }

    /** The current values of a page, a copy; {@code null} when they are as they were saved, or as they are made. */
    private byte[] changed(int key) {
        byte[] values = find(key);
        for (ModePage page : pages) {
            if (key(page) == key && Arrays.equals(values, saved(page))) {
                return null;
            }
        }
        return values;
    }

    /** All pages by page and subpage code. */
    public List<ModePage> pages() {
        return pages;
    }

    /** The current values of a page, a copy. */
    public byte[] current(ModePage page) {
        return find(key(page));
    }

    /** The current values by code, a copy; {@code null} when there is no such page. */
    public byte[] current(int pageCode, int subpageCode) {
        return find(pageCode << 8 | subpageCode);
    }

    /** Takes checked values as current; returns whether they differ from those before. */
    public boolean select(ModePage page, byte[] values) {
        byte[] next = values.clone();
        ModePages followed;
        synchronized (this) {
            followed = successor;
            if (followed == null && Arrays.equals(current.put(key(page), next), next)) {
                return false;
            }
        }
        if (followed != null) {
            return followed.selectAs(page, next);
        }
        tell(page);
        return true;
    }

    /** Takes values that were checked by a page of the same code. */
    private boolean selectAs(ModePage checkedBy, byte[] values) {
        for (ModePage page : pages) {
            if (key(page) == key(checkedBy)) {
                return select(page, taken(page, values));
            }
        }
        return false;
    }

    private void tell(ModePage page) {
        synchronized (telling) {
            listener.accept(page, current(page));
        }
    }

    /** The saved values of a page; the defaults when there are none. A copy. */
    public byte[] saved(ModePage page) {
        byte[] values = page.defaults();
        byte[] kept = saved.of(key(page));
        return kept != null && kept.length == values.length ? merge(values, kept, page.changeable()) : values;
    }

    /** Saves checked values; they are on the medium when this returns. Blocks. */
    public void save(Map<ModePage, byte[]> values) throws IOException {
        Map<Integer, byte[]> byKey = new HashMap<>();
        values.forEach((page, next) -> byKey.put(key(page), next));
        saved.save(byKey);
    }

    /** Whether there is anything to save of a page. */
    static boolean saveable(ModePage page) {
        for (byte bits : page.changeable()) {
            if (bits != 0) {
                return true;
            }
        }
        return false;
    }

    /** The saved values become current again. */
    public void reset() {
        synchronized (this) {
            current.keySet().retainAll(pages.stream().map(ModePages::key).toList());
        }
        pages.forEach(page -> select(page, saved(page)));
    }

    /** The same, with the values of before a restart: pages that are not here yet take them when they come. */
    public ModePages restored(Map<Integer, byte[]> values) {
        ModePages restored = new ModePages(pages, this, listener);
        restored.current.putAll(values);
        return restored;
    }

    /** Whether these are the current values. */
    public boolean holds(Map<Integer, byte[]> values) {
        return values.entrySet().stream().allMatch(entry -> Arrays.equals(entry.getValue(), find(entry.getKey())));
    }

    /** The current values that differ from what they would be without a MODE SELECT, by page code times 256 plus subpage code. */
    public Map<Integer, byte[]> values() {
        List<Integer> keys;
        synchronized (this) {
            keys = List.copyOf(current.keySet());
        }
        Map<Integer, byte[]> all = new HashMap<>();
        for (int key : keys) {
            byte[] values = changed(key);
            if (values != null) {
                all.put(key, values);
            }
        }
        return all;
    }

    /** Tells the listener all current values, after the handler has opened. */
    public void announce() {
        pages.forEach(this::tell);
    }
}
