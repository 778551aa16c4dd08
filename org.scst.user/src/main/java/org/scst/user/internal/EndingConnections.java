package org.scst.user.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.scst.user.internal.registration.Registrations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the stop of the bundle wait, within a limit, until core has closed every device that a process serves: what was asked is
 * finished and flushed, and then the process is told. Who is left after that is told without.
 *
 * <p><i>Threading:</i> thread-safe by its monitor; a thread for each socket that is closed, for as long as the limit. A service for
 * this bundle alone.
 */
public final class EndingConnections implements BundleActivator {
    private static final Logger LOG = LoggerFactory.getLogger(EndingConnections.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<Thread> ending = new ArrayList<>();

    @Override
    public void start(BundleContext context) {
        context.registerService(EndingConnections.class, this, null);
    }

    /** Has them end; returns at once. They are closed already. */
    synchronized void end(Registrations closed) {
        ending.removeIf(thread -> !thread.isAlive());
        ending.add(Thread.ofPlatform().name("scst-user-end").daemon().start(() -> awaitEnd(closed)));
    }

    private static void awaitEnd(Registrations closed) {
        try {
            int left = closed.awaitEnd(LIMIT);
            if (left > 0) {
                LOG.warn("{} processes still serve after {} s and are given up", left, LIMIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The components of the bundle are gone by now, and core knows. */
    @Override
    public void stop(BundleContext context) throws InterruptedException {
        List<Thread> awaited;
        synchronized (this) {
            awaited = List.copyOf(ending);
        }
        for (Thread thread : awaited) {
            thread.join(LIMIT);
        }
    }
}
