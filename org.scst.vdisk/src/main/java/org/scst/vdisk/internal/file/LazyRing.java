package org.scst.vdisk.internal.file;

import org.scst.core.linux.LinuxException;
import org.scst.core.store.StoreContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring of a store, made when the first access has to wait: most stores are read from the page cache and never need one.
 *
 * <p><i>Threading:</i> thread-safe; after the first call {@link #get} is one read of a volatile.
 */
final class LazyRing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LazyRing.class);
    private final String device;
    private final StoreContext context;
    private final DescriptorWatches watches;
    private volatile RequestRing ring;
    private volatile boolean none;

    LazyRing(String device, StoreContext context, DescriptorWatches watches) {
        this.device = device;
        this.context = context;
        this.watches = watches;
    }

    /** The ring, or {@code null} where the kernel has none for us: threads wait instead. */
    RequestRing get() {
        RequestRing made = ring;
        return made != null || none ? made : make();
    }

    private synchronized RequestRing make() {
        if (ring == null && !none) {
            try {
                ring = new RequestRing(context.executor(), watches);
            } catch (LinuxException e) {
                none = true;
                LOG.info(
                        "{}: no io_uring ({}); accesses that wait run on threads of the device",
                        device,
                        e.getMessage());
            }
        }
        return ring;
    }

    @Override
    public synchronized void close() {
        none = true;
        if (ring != null) {
            ring.close();
            ring = null;
        }
    }
}
