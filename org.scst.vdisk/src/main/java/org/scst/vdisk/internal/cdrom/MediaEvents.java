package org.scst.vdisk.internal.cdrom;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Events that initiators have not asked for yet, for each nexus that has ever asked: each hears of each event once.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, held for a few instructions.
 */
final class MediaEvents {
    /** Older ones say nothing any more that the newest do not. */
    private static final int MOST_PENDING = 4;

    private final Map<Object, Deque<MediaEvent>> pending = new WeakHashMap<>();

    synchronized void post(MediaEvent event) {
        for (Deque<MediaEvent> events : pending.values()) {
            if (events.size() == MOST_PENDING) {
                events.removeFirst();
            }
            events.addLast(event);
        }
    }

    /** The oldest that this nexus has not heard of. */
    synchronized MediaEvent next(Object nexus) {
        MediaEvent event = pending.computeIfAbsent(nexus, unknown -> new ArrayDeque<>(MOST_PENDING))
                .pollFirst();
        return event == null ? MediaEvent.NO_CHANGE : event;
    }
}
