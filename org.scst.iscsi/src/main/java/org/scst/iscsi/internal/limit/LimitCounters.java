package org.scst.iscsi.internal.limit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each limit has turned a connection away or ended it, since the driver came.
 *
 * <p><i>Threading:</i> thread-safe, without locks.
 */
public final class LimitCounters {
    /** Complete from the first on, and not changed. */
    private final Map<Limit, LongAdder> exceeded = new EnumMap<>(Limit.class);

    /** All zero. */
    public LimitCounters() {
        for (Limit limit : Limit.values()) {
            exceeded.put(limit, new LongAdder());
        }
    }

    /** One more; {@code null} is none of these. */
    public void exceeded(Limit limit) {
        if (limit != null) {
            exceeded.get(limit).increment();
        }
    }

    /** How many. */
    public long count(Limit limit) {
        return exceeded.get(limit).sum();
    }
}
