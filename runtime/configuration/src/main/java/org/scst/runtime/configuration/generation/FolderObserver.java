package org.scst.runtime.configuration.generation;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.scst.runtime.configuration.folder.FolderScanner;
import org.scst.runtime.configuration.folder.FolderView;

/**
 * Decides when to look at which files, and when what changed there is complete: when it was quiet for 100 ms. A file that does
 * not come to rest holds up the others for 2 s at most, and is not taken before it rests.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
final class FolderObserver {
    private static final Duration RESCAN = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration HINT_DELAY = Duration.ofMillis(20);
    private static final Duration LONGEST_UNREST = Duration.ofSeconds(2);
    private static final Duration GRACE_CHECK = Duration.ofMillis(500);

    private final FolderScanner scanner;
    private final Ticker ticker;
    private final Map<String, String> renames = new TreeMap<>();
    private final Set<String> suspects = new HashSet<>();
    private final Set<String> touched = new HashSet<>();
    private FolderView view;
    private boolean news;
    private long newsSince;
    private long lookAt;
    private long rescanAt;

    FolderObserver(FolderScanner scanner, Ticker ticker) {
        this.scanner = scanner;
        this.ticker = ticker;
        this.lookAt = ticker.nanos();
        this.rescanAt = lookAt;
    }

    /**
     * Something may have changed; many hints in a row cost one look.
     *
     * @param names of the files; none when it may be any
     */
    void hint(Set<String> names) {
        long at = ticker.nanos() + HINT_DELAY.toNanos();
        suspects.addAll(names);
        if (names.isEmpty()) {
            rescanAt = at;
        }
        if (at - lookAt < 0) {
            lookAt = at;
        }
    }

    /** Files that got another name by our own hand: new names by former ones. */
    void renamed(Map<String, String> names) {
        names.forEach(this::remember);
    }

    /** The file was deleted on purpose. */
    void forget(String file) {
        scanner.forget(file);
        touched.add(file);
        news = true;
    }

    long nanosToNextLook() {
        return lookAt - ticker.nanos();
    }

    /** Looks at what may have changed; returns what stands there now. */
    FolderView look() {
        long now = ticker.nanos();
        if (view == null || rescanAt - now <= 0) {
            return lookAtAll();
        }
        Set<String> names = new HashSet<>(suspects);
        suspects.clear();
        return looked(scanner.scan(now, ticker.now(), Optional.of(names)), now);
    }

    /** Looks at every file. */
    FolderView lookAtAll() {
        long now = ticker.nanos();
        suspects.clear();
        rescanAt = now + RESCAN.toNanos();
        return looked(scanner.scan(now, ticker.now()), now);
    }

    private FolderView looked(FolderView seen, long now) {
        boolean first = view == null;
        view = seen;
        view.renames().forEach(this::remember);
        // Looked at again, whether somebody tells of a further change or not: only a second look shows that they rest.
        suspects.addAll(view.touched());
        touched.addAll(view.touched());
        if ((view.changed() || first) && !news) {
            news = true;
            newsSince = first ? now - LONGEST_UNREST.toNanos() : now;
        }
        lookAt = news ? now + QUIET.toNanos() : nextLook(now);
        return view;
    }

    private long nextLook(long now) {
        return view.vanished().isEmpty() ? rescanAt : Math.min(now + GRACE_CHECK.toNanos(), Math.max(rescanAt, now));
    }

    /** Whether there is something new, and complete. */
    boolean isReady() {
        return news && (!view.changed() || ticker.nanos() - newsSince >= LONGEST_UNREST.toNanos());
    }

    /** What was seen last. */
    FolderView view() {
        return view;
    }

    /** Renames that nobody has taken yet. */
    Map<String, String> renames() {
        return Map.copyOf(renames);
    }

    /** Everything up to now that rests, with all renames since the last time. */
    FolderView take() {
        return take(view.touched());
    }

    /** Everything up to now that rests, and these files, which we have written ourselves. */
    FolderView takeWith(Set<String> own) {
        Set<String> others = new HashSet<>(view.touched());
        others.removeAll(own);
        return take(others);
    }

    /** Everything up to now, whether it rests or not: somebody says that it is complete. */
    FolderView takeAll() {
        return take(Set.of());
    }

    private FolderView take(Set<String> unsettled) {
        Set<String> settled = new HashSet<>(touched);
        settled.removeAll(unsettled);
        FolderView taken = view.since(settled, renames);
        touched.retainAll(unsettled);
        renames.clear();
        news = !touched.isEmpty();
        newsSince = ticker.nanos();
        lookAt = news ? ticker.nanos() + QUIET.toNanos() : nextLook(ticker.nanos());
        return taken;
    }

    private void remember(String former, String name) {
        String origin = renames.entrySet().stream()
                .filter(rename -> rename.getValue().equals(former))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(former);
        renames.put(origin, name);
    }
}
