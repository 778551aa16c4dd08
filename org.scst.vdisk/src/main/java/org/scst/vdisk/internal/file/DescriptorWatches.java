package org.scst.vdisk.internal.file;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Has the event loop that a command came by look at a descriptor as well: what the kernel has done for the command is then found by
 * the thread that answers it, and no other has to be woken.
 *
 * <p><i>Threading:</i> thread-safe. A service for this bundle alone.
 */
@Component(service = DescriptorWatches.class)
public final class DescriptorWatches {
    private final Set<DescriptorWatch> watches = ConcurrentHashMap.newKeySet();
    private volatile EventLoopGroup loops;

    /** The shared event loops; threads do without them. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void bindLoops(EventLoopGroup group) {
        loops = group;
    }

    /** They end when nobody uses them any more. */
    public void unbindLoops(EventLoopGroup group) {
        if (loops == group) {
            loops = null;
        }
        watches.forEach(DescriptorWatch::cancel);
    }

    /**
     * Has the loop that the calling thread is look at a descriptor.
     *
     * @param readable told on the loop for as long as there is something to read
     * @param ended told once, on the loop, when it does not look any more
     * @return {@code null} when the thread is no loop, or not one that can; then nothing is told
     */
    DescriptorWatch watch(int descriptor, Runnable readable, Runnable ended) {
        IoEventLoop loop = current();
        if (loop == null) {
            return null;
        }
        DescriptorWatch watch = new DescriptorWatch(descriptor, loop, readable, ending -> {
            watches.remove(ending);
            ended.run();
        });
        // On the loop itself this is done at once.
        Future<IoRegistration> registered = loop.register(watch);
        if (!registered.isSuccess()) {
            return null;
        }
        IoRegistration registration = registered.getNow();
        watch.begun(registration);
        watches.add(watch);
        registration.submit(EpollIoOps.EPOLLIN);
        if (loops == null) {
            watch.cancel();
        }
        return watch;
    }

    private IoEventLoop current() {
        EventLoopGroup known = loops;
        if (known == null || known.isShuttingDown()) {
            return null;
        }
        for (EventExecutor loop : known) {
            if (loop.inEventLoop()) {
                return loop instanceof IoEventLoop able && able.isCompatible(EpollIoHandle.class) ? able : null;
            }
        }
        return null;
    }
}
