package org.scst.passthru.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the stop of the bundle wait, within a limit, until core has closed every device: after an update no class of this revision can be
 * loaded any more.
 *
 * <p><i>Threading:</i> thread-safe by its monitor. A service for this bundle alone.
 */
public final class OpenDevices implements BundleActivator {
    private static final Logger LOG = LoggerFactory.getLogger(OpenDevices.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** By their names here, what each of their files names. */
    private final Map<String, String> open = new TreeMap<>();

    private boolean stopping;

    @Override
    public synchronized void start(BundleContext context) {
        stopping = false;
        context.registerService(OpenDevices.class, this, null);
    }

    /** The components of the bundle are gone by now, and core knows. */
    @Override
    public synchronized void stop(BundleContext context) throws InterruptedException {
        stopping = true;
        long end = System.nanoTime() + LIMIT.toNanos();
        for (long left = LIMIT.toMillis();
                !open.isEmpty() && left > 0;
                left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
            wait(left);
        }
        if (!open.isEmpty()) {
            LOG.warn("{} are not closed after {} s and are left to themselves", open.keySet(), LIMIT.toSeconds());
        }
    }

    /** One is about to be opened. */
    synchronized void opened(String device, String choice) throws IOException {
        if (stopping) {
            throw new IOException("the bundle of pass-through devices stops");
        }
        open.put(device, choice);
    }

    /** It is closed, or was not opened after all. */
    synchronized void closed(String device) {
        open.remove(device);
        notifyAll();
    }

    /** What the file of each names, by its name here; a copy. */
    synchronized Map<String, String> choices() {
        return new TreeMap<>(open);
    }
}
