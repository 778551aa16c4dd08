package org.scst.runtime.health.news;

import org.scst.core.admin.EventKind;

/**
 * Where events are posted.
 *
 * <p><i>Threading:</i> thread-safe; returns at once.
 */
@FunctionalInterface
interface News {

    /** As {@link EventKind#describe}. */
    void post(EventKind kind, String message, Object... values);
}
