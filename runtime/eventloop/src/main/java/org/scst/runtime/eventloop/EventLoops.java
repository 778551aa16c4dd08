package org.scst.runtime.eventloop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group of loops, from its making to its orderly end.
 *
 * <p>A loop is shut down only when no channel lives on it any more: whoever still answers initiators, or logs out
 * politely, needs it until then.
 *
 * <p><i>Threading:</i> thread-safe by immutability; {@link #awaitUsersAndShutDown} blocks its caller, which therefore is
 * never a loop or a thread of the framework. <i>Ownership:</i> owns the group and its threads.
 */
final class EventLoops {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
    private static final long POLL_MILLIS = 10;

    private final LoopGroup group;
    private final Transport transport;

    /**
     * Makes the group; its threads start with their first work.
     *
     * @param threads number of loops, or 0 for one per core
     */
    EventLoops(Transport transport, int threads) {
        this.transport = transport;
        int loops = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        this.group = new LoopGroup(loops, transport.handlers());
    }

    EventLoopGroup group() {
        return group;
    }

    Transport transport() {
        return transport;
    }

    int size() {
        return group.executorCount();
    }

    /** The loops are about to end: from now on the group says so, so that no user leaves anything on them for later. */
    void withdrawn() {
        group.withdrawn = true;
    }

    /** Channels that are registered on any of the loops now. */
    int openChannels() {
        int open = 0;
        for (EventExecutor loop : group) {
            open += ((Loop) loop).openChannels();
        }
        return open;
    }

    /**
     * Waits until nobody uses the loops any more, at most for the given time, then shuts them down.
     *
     * @return whether every user had gone by then
     */
    boolean awaitUsersAndShutDown(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (openChannels() > 0 && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        int left = openChannels();
        if (left > 0) {
            LOG.warn(
                    "{} channels are still open {} s after the event loops were withdrawn: closing them",
                    left,
                    limit.toSeconds());
        }
        Future<?> ended = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        ended.await();
        return left == 0;
    }

    /** A group whose loops tell how many channels live on them, which Netty's own keep to themselves. */
    private static final class LoopGroup extends MultiThreadIoEventLoopGroup {
        private volatile boolean withdrawn;

        LoopGroup(int loops, IoHandlerFactory handlers) {
            super(loops, new LoopThreads(), handlers);
        }

        @Override
        public boolean isShuttingDown() {
            return withdrawn || super.isShuttingDown();
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... unused) {
            return new Loop(this, executor, handlers);
        }
    }

    private static final class Loop extends SingleThreadIoEventLoop {
        Loop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
            super(group, executor, handlers);
        }

        int openChannels() {
            return getNumOfRegisteredChannels();
        }
    }

    /**
     * Threads that pin no class loader: a thread inherits its context loader from whoever happened to cause its start,
     * which may be a bundle that is updated later.
     */
    private static final class LoopThreads extends DefaultThreadFactory {
        LoopThreads() {
            super("scst-loop", true);
        }

        @Override
        protected Thread newThread(Runnable work, String name) {
            Thread thread = super.newThread(work, name);
            thread.setContextClassLoader(EventLoopGroup.class.getClassLoader());
            return thread;
        }
    }
}
