package org.scst.local.internal.target;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the stop of the bundle wait, within a limit, until the driver has let go of its event loops: after an update no class of this
 * revision can be loaded any more.
 *
 * <p><i>Threading:</i> thread-safe by its monitor. A service for this bundle alone.
 */
public final class Withdrawal implements BundleActivator {
    private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private BooleanSupplier platformStops = () -> false;
    private int serving;

    /** Made by the framework. */
    public Withdrawal() {}

    @Override
    public void start(BundleContext context) {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        synchronized (this) {
            platformStops = () -> framework.getState() == Bundle.STOPPING;
        }
        context.registerService(Withdrawal.class, this, null);
    }

    /** The driver's service is gone by now, and core has it stop. */
    @Override
    public synchronized void stop(BundleContext context) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        long left = LIMIT.toMillis();
        while (serving > 0 && left > 0) {
            wait(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
        if (serving > 0) {
            LOG.warn("What the driver serves has not ended after {} s and is left to itself", LIMIT.toSeconds());
        }
    }

    /** Whether nobody comes after this revision; otherwise the withdrawal counts as an update. */
    synchronized boolean forGood() {
        return platformStops.getAsBoolean();
    }

    /** A driver has begun to serve. */
    synchronized void begun() {
        serving++;
    }

    /** It has stopped. */
    synchronized void ended() {
        serving--;
        notifyAll();
    }
}
