package org.scst.iscsi.internal.target;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scst.core.target.LoginRefusal;

/**
 * Who was turned away last and has not logged in since, so that {@code why} can say the reason. Bounded: strangers write it.
 *
 * <p><i>Threading:</i> thread-safe by its monitor.
 */
final class LastRefusals {
    private static final int MOST = 256;
    private static final int LONGEST = 255;

    private final InstantSource clock;
    private final Map<Way, Refused> refused = new LinkedHashMap<>();

    private record Way(String initiator, String target) {}

    /** What was refused, and when. */
    record Refused(LoginRefusal refusal, Instant when) {}

    LastRefusals(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void refused(LoginRefusal refusal) {
        if (refusal.initiator().length() > LONGEST || refusal.target().length() > LONGEST) {
            return;
        }
        Way way = new Way(refusal.initiator(), refusal.target());
        refused.remove(way);
        refused.put(way, new Refused(refusal, clock.instant()));
        if (refused.size() > MOST) {
            refused.remove(refused.keySet().iterator().next());
        }
    }

    synchronized void granted(String initiator, String target) {
        refused.remove(new Way(initiator, target));
    }

    /** What was refused may be granted from now on. */
    synchronized void clear() {
        refused.clear();
    }

    synchronized Optional<Refused> of(String initiator, String target) {
        return Optional.ofNullable(refused.get(new Way(initiator, target)));
    }
}
