package org.scst.core.internal.nexus;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of things that should be rare.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class PlatformCounters {
    /** Answers with a stale or already used token. */
    public final LongAdder staleTokens = new LongAdder();
    /** Defects that ended a command. */
    public final LongAdder defects = new LongAdder();
    /** Commands detached from storage that did not answer. */
    public final LongAdder detached = new LongAdder();
    /** Command identifiers used twice. */
    public final LongAdder overlapped = new LongAdder();
    /** Commands that had to wait for a buffer. */
    public final LongAdder memoryWaits = new LongAdder();
    /** Task management functions. */
    public final LongAdder taskManagement = new LongAdder();

    /** All of them by name. */
    public Map<String, Long> values() {
        Map<String, Long> all = new TreeMap<>();
        all.put("stale_tokens", staleTokens.sum());
        all.put("defects", defects.sum());
        all.put("detached_commands", detached.sum());
        all.put("overlapped_commands", overlapped.sum());
        all.put("memory_waits", memoryWaits.sum());
        all.put("task_management_functions", taskManagement.sum());
        return all;
    }
}
