package org.scst.core.internal.event;

import java.util.Map;

/**
 * Where events go: a service of this bundle alone, which is there while Event Admin is.
 *
 * <p><i>Threading:</i> called on one thread; returns at once.
 */
public interface EventSink {

    /** Passes an event on. */
    void post(String topic, Map<String, Object> properties);
}
