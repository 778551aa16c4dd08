package org.scst.vdisk.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.scst.core.device.ConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the stop of the bundle wait, within a limit, until core has flushed and closed every disk: after an update no class of
 * this revision can be loaded any more, and a flush that needs one would not be done.
 *
 * <p><i>Threading:</i> thread-safe by its monitor. A service for this bundle alone.
 */
public final class OpenDisks implements BundleActivator {
    private static final Logger LOG = LoggerFactory.getLogger(OpenDisks.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Map<String, String> serials = new HashMap<>();
    private int open;
    private boolean stopping;

    @Override
    public synchronized void start(BundleContext context) {
        stopping = false;
        context.registerService(OpenDisks.class, this, null);
    }

    /** The components of the bundle are gone by now, and core knows. */
    @Override
    public void stop(BundleContext context) throws InterruptedException {
        int left = awaitNone();
        if (left > 0) {
            LOG.warn("{} disks are not closed after {} s and are left to themselves", left, LIMIT.toSeconds());
        }
    }

    private synchronized int awaitNone() throws InterruptedException {
        stopping = true;
        long end = System.nanoTime() + LIMIT.toNanos();
        long left = LIMIT.toMillis();
        while (open > 0 && left > 0) {
            wait(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
        return open;
    }

    /**
     * One is about to be opened.
     *
     * @param usn unit serial number that its file gives, or empty: two disks with one number pass for two ways to the same disk
     */
    synchronized void opened(String device, String usn) throws IOException {
        if (stopping) {
            throw new IOException("the bundle of virtual disks stops");
        }
        String holder = usn.isEmpty() ? null : serials.putIfAbsent(usn, device);
        if (holder != null) {
            throw new ConfigurationException(
                    "usn",
                    "usn = " + usn + " is that of " + holder + " already: initiators would take the two for one disk",
                    "write another number, or leave it out");
        }
        open++;
    }

    /** It is closed, or was not opened after all. */
    synchronized void closed(String usn) {
        serials.remove(usn);
        open--;
        notifyAll();
    }
}
