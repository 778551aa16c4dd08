package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceContext;
import org.scst.core.store.StoreContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store may ask of its disk, passed on to core.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class DiskStoreContext implements StoreContext {
    private static final Logger LOG = LoggerFactory.getLogger(DiskStoreContext.class);
    private final DeviceContext context;
    private final Readiness readiness;
    private final Ticker ticker;
    private final ProvisioningThreshold threshold;

    /** Of one store of which nobody wants to know how much it can take. */
    public DiskStoreContext(DeviceContext context, Readiness readiness, Ticker ticker) {
        this(context, readiness, ticker, new ProvisioningThreshold(context, 0));
    }

    DiskStoreContext(DeviceContext context, Readiness readiness, Ticker ticker, ProvisioningThreshold threshold) {
        this.threshold = threshold;
        this.context = context;
        this.readiness = readiness;
        this.ticker = ticker;
    }

    @Override
    public Lease lease(String backingObject) throws IOException {
        return context.lease(backingObject)::close;
    }

    @Override
    public Watch watch(Runnable look) {
        return new RepeatedLook(look);
    }

    @Override
    public Executor executor() {
        return context.executor();
    }

    @Override
    public void resized() {
        context.changed();
    }

    @Override
    public void mediumMayHaveChanged() {
        context.mediumMayHaveChanged();
    }

    @Override
    public void space(long available, long total) {
        context.space(available, total);
    }

    @Override
    public void free(long available) {
        threshold.measured(available);
    }

    @Override
    public void lost(String reason) {
        readiness.lost(reason);
    }

    @Override
    public void found() {
        readiness.found();
    }

    @Override
    public void reopen(String reason, Duration limit) {
        context.reopen(reason, limit);
    }

    @Override
    public DataMemory dataMemory() throws IOException {
        return context.dataMemory();
    }

    /** A tick only asks the device's context for a look, unless the last one asked for is still to come or under way. */
    private final class RepeatedLook implements Watch {
        private final Runnable look;
        private final AtomicBoolean asked = new AtomicBoolean();
        private final Ticker.Subscription ticks;
        private boolean closed;

        private RepeatedLook(Runnable look) {
            this.look = look;
            this.ticks = ticker.everySecond(this::ask);
        }

        private void ask() {
            if (asked.compareAndSet(false, true)) {
                context.executor().execute(this::look);
            }
        }

        private synchronized void look() {
            try {
                if (!closed) {
                    look.run();
                }
            } catch (RuntimeException e) {
                LOG.error("{}: looking at the storage failed", context.name(), e);
            } finally {
                asked.set(false);
            }
        }

        /** Waits for a look that is under way. */
        @Override
        public void close() {
            ticks.close();
            synchronized (this) {
                closed = true;
            }
        }
    }
}
