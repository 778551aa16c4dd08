package org.scst.runtime.app;

import java.util.concurrent.Executor;

/**
 * A thread without which nobody is served: it answers by running what it is given.
 *
 * <p>Bundles offer one as an OSGi service of the JDK's type, so that the process needs none of their classes.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param id of the service
 * @param kind of thread, the service property {@value #PROPERTY}
 * @param thread runs a task soon, unless it hangs
 */
record Heartbeat(long id, String kind, Executor thread) {
    static final String PROPERTY = "scst.heartbeat";
    /** The mid-layer's control thread. */
    static final String CONTROL = "control";
    /** An event loop. */
    static final String LOOP = "loop";
}
