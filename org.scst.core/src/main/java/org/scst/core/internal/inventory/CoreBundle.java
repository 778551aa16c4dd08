package org.scst.core.internal.inventory;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the stop of the bundle wait, within a limit, until the mid-layer has stopped: after an update no class of this revision
 * can be loaded any more, and devices that are still to be closed would stay open. Says, too, why the mid-layer does not start.
 *
 * <p><i>Threading:</i> thread-safe. A service for this bundle alone.
 */
public final class CoreBundle implements BundleActivator {
    private static final Logger LOG = LoggerFactory.getLogger(CoreBundle.class);
    private static final long LIMIT_SECONDS = 12;

    /** Id of the Condition that stands while the mid-layer cannot run, with its cause and cure as properties. */
    static final String FAILED = "org.scst.core.failed";

    private volatile BundleContext context;
    private volatile CompletionStage<Void> stopping;
    private ServiceRegistration<Condition> failure;

    @Override
    public void start(BundleContext own) {
        context = own;
        stopping = null;
        failure = null;
        own.registerService(CoreBundle.class, this, null);
    }

    /** The component is gone by now: its mid-layer stops by itself. */
    @Override
    public void stop(BundleContext own) throws InterruptedException {
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

    /** The mid-layer cannot run: whoever waits for it need not wait longer, and can say why. */
    synchronized void failed(StartFailure why) {
        Hashtable<String, Object> properties =
                new Hashtable<>(Map.of(Condition.CONDITION_ID, FAILED, "cause", why.getMessage(), "cure", why.cure()));
        if (failure == null) {
            LOG.error("The mid-layer does not start: {}. Cure: {}", why.getMessage(), why.cure());
            failure = context.registerService(Condition.class, Condition.INSTANCE, properties);
        } else {
            // Its component is tried again whenever somebody asks for its service.
            failure.setProperties(properties);
        }
    }

    /** The mid-layer runs, at another attempt perhaps. */
    synchronized void running() {
        if (failure != null) {
            failure.unregister();
            failure = null;
        }
    }

    /** Whether no other mid-layer follows in this framework; otherwise the stop counts as an update. */
    boolean platformStops() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING;
    }

    /** The mid-layer has begun to stop. */
    void stopping(CompletionStage<Void> stopped) {
        stopping = stopped;
    }
}
