package org.scst.vdisk.internal.file;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop's look at a descriptor, beside those at its connections, until it is cancelled or the loop ends.
 *
 * <p><i>Threading:</i> told on the loop; {@link #cancel} on any thread. <i>Ownership:</i> the descriptor is borrowed until the end was
 * told.
 */
final class DescriptorWatch implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(DescriptorWatch.class);
    private final FileDescriptor descriptor;
    private final Runnable readable;
    private final Consumer<DescriptorWatch> ended;
    private final Executor loop;
    private volatile IoRegistration registration;

    DescriptorWatch(int descriptor, Executor loop, Runnable readable, Consumer<DescriptorWatch> ended) {
        this.loop = loop;
        this.descriptor = new FileDescriptor(descriptor);
        this.readable = readable;
        this.ended = ended;
    }

    /** The loop looks from now on; by {@code by} it ceases to. */
    void begun(IoRegistration by) {
        registration = by;
    }

    /** Ends it soon, which is told: never within this call. */
    void cancel() {
        try {
            loop.execute(registration::cancel);
        } catch (RejectedExecutionException ends) {
            LOG.debug("The loop of descriptor {} ends, and with it the watch", descriptor.intValue());
        }
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration by, IoEvent event) {
        try {
            readable.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("Defect when descriptor {} was readable", descriptor.intValue(), bug);
        }
    }

    @Override
    public void unregistered() {
        ended.accept(this);
    }

    /** The loop ends; it takes the registration back itself. */
    @Override
    public void close() {}
}
