package org.scst.core.internal.inventory;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the stop of the bundle wait, within a limit, until the mid-layer has stopped: after an update no class of this revision
 * can be loaded any more, and devices that are still to be closed would stay open.
 *
 * <p><i>Threading:</i> thread-safe. A service for this bundle alone.
 */
public final class CoreBundle implements BundleActivator {
    private static final Logger LOG = LoggerFactory.getLogger(CoreBundle.class);
    private static final long LIMIT_SECONDS = 12;

    private volatile CompletionStage<Void> stopping;

    @Override
    public void start(BundleContext context) {
        stopping = null;
        context.registerService(CoreBundle.class, this, null);
    }

    /** The component is gone by now: its mid-layer stops by itself. */
    @Override
    public void stop(BundleContext context) throws InterruptedException {
        CompletionStage<Void> last = stopping;
        if (last == null) {
            return;
        }
        try {
            last.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The mid-layer has not stopped after {} s and is left to itself", LIMIT_SECONDS);
        } catch (ExecutionException e) {
            LOG.error("The mid-layer could not be stopped in order", e.getCause());
        }
    }

    /** The mid-layer has begun to stop. */
    void stopping(CompletionStage<Void> stopped) {
        stopping = stopped;
    }
}
