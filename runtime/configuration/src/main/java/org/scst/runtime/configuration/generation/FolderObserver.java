package org.scst.runtime.configuration.generation;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.scst.runtime.configuration.folder.FolderScanner;
import org.scst.runtime.configuration.folder.FolderView;

/**
 * Decides when to look at the folder, and when what changed there is complete: when it was quiet for 100 ms, or after 2 s.
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
    private FolderView view;
    private boolean news;
    private long newsSince;
    private long lookAt;

    FolderObserver(FolderScanner scanner, Ticker ticker) {
        this.scanner = scanner;
        this.ticker = ticker;
        this.lookAt = ticker.nanos();
    }

    /** Something may have changed; many hints in a row cost one look. */
    void hint() {
        long at = ticker.nanos() + HINT_DELAY.toNanos();
        if (at - lookAt < 0) {
            lookAt = at;
        }
    }

    void forget(String file) {
        scanner.forget(file);
    }

    long nanosToNextLook() {
        return lookAt - ticker.nanos();
    }

    /** Scans the folder; returns what stands there now. */
    FolderView look() {
        long now = ticker.nanos();
        boolean first = view == null;
        view = scanner.scan(now, ticker.now());
        view.renames().forEach(this::remember);
        if ((view.changed() || first) && !news) {
            news = true;
            newsSince = first ? now - LONGEST_UNREST.toNanos() : now;
        }
        lookAt = now + (news ? QUIET : !view.vanished().isEmpty() ? GRACE_CHECK : RESCAN).toNanos();
        return view;
    }

    /** Whether there is something new, and complete. */
    boolean isReady() {
        return news && (!view.changed() || ticker.nanos() - newsSince >= LONGEST_UNREST.toNanos());
    }

    /** Everything up to now, with all renames since the last time. */
    FolderView take() {
        FolderView taken = view.withRenames(renames);
        renames.clear();
        news = false;
        if (!view.changed() && view.vanished().isEmpty()) {
            lookAt = ticker.nanos() + RESCAN.toNanos();
        }
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
