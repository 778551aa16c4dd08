package org.scst.core.internal.primary;

import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The saved values of one logical unit's mode pages, by page code times 256 plus subpage code; as one line of text where they are
 * kept.
 *
 * <p><i>Threading:</i> thread-safe: an immutable table behind a volatile; {@link #save} blocks, one caller at a time.
 */
public final class SavedModePages {
    private final Keeper keeper;
    private volatile Map<Integer, byte[]> values;

    /** Keeps a line; it is on the medium when this returns. */
    @FunctionalInterface
    public interface Keeper {
        /** Keeps it in place of the one before. */
        void keep(String line) throws IOException;
    }

    /** @param line as it was kept last; empty for nothing */
    public SavedModePages(String line, Keeper keeper) {
        this.keeper = keeper;
        this.values = read(line);
    }

    /** None, and none can be kept: for what has no place to keep them. */
    public static SavedModePages nowhere() {
        return new SavedModePages("", line -> {
            throw new IOException("there is no place for saved mode pages");
        });
    }

    private static Map<Integer, byte[]> read(String line) {
        Map<Integer, byte[]> read = new HashMap<>();
        for (String page : line.isEmpty() ? new String[0] : line.split(",")) {
            int colon = page.indexOf(':');
            read.put(
                    Integer.parseInt(page.substring(0, colon), 16),
                    HexFormat.of().parseHex(page, colon + 1, page.length()));
        }
        return Map.copyOf(read);
    }

    /** The saved values of a page, not to be changed; {@code null} when there are none. */
    byte[] of(int key) {
        return values.get(key);
    }

    /** Saves values of some pages beside those of others. */
    synchronized void save(Map<Integer, byte[]> changed) throws IOException {
        Map<Integer, byte[]> next = new TreeMap<>(values);
        changed.forEach((key, page) -> next.put(key, page.clone()));
        keeper.keep(next.entrySet().stream()
                .map(page ->
                        String.format("%04x:", page.getKey()) + HexFormat.of().formatHex(page.getValue()))
                .collect(Collectors.joining(",")));
        values = Map.copyOf(next);
    }
}
