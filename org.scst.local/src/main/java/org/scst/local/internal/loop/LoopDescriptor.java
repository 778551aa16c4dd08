package org.scst.local.internal.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.scst.core.linux.Descriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A descriptor that an event loop waits for beside its channels: what is readable is told again and again until it has been read.
 *
 * <p><i>Threading:</i> confined to the event loop. <i>Ownership:</i> the descriptor is borrowed until {@link #cancel} has returned.
 */
public final class LoopDescriptor implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(LoopDescriptor.class);

    private final FileDescriptor number;
    private final Runnable readable;
    private final Consumer<String> broken;
    private IoRegistration registration;
    private boolean cancelled;

    private LoopDescriptor(Descriptor descriptor, Runnable readable, Consumer<String> broken) {
        this.number = new FileDescriptor(descriptor.number());
        this.readable = readable;
        this.broken = broken;
    }

    /** Whether an event loop can wait for descriptors; those that are not epoll's cannot. */
    public static boolean isPossible(EventLoop loop) {
        return loop instanceof IoEventLoop waiting && waiting.isCompatible(LoopDescriptor.class);
    }

    /**
     * Has a loop wait for a descriptor.
     *
     * @param readable runs on the loop whenever something can be read, or its peer is gone
     * @param broken told when that has thrown, and the descriptor is waited for no more: the owner ends what it was for. Errors
     *     too: memory that its owner has cut away is an {@link InternalError}
     * @return completes on the loop; at once when this is called there
     */
    public static CompletableFuture<LoopDescriptor> register(
            EventLoop loop, Descriptor descriptor, Runnable readable, Consumer<String> broken) {
        CompletableFuture<LoopDescriptor> registered = new CompletableFuture<>();
        LoopDescriptor handle = new LoopDescriptor(descriptor, readable, broken);
        Runnable registering = () -> {
            Future<IoRegistration> done = ((IoEventLoop) loop).register(handle);
            done.addListener(registration -> handle.complete(registered, done));
        };
        if (loop.inEventLoop()) {
            registering.run();
        } else {
            loop.execute(registering);
        }
        return registered;
    }

    private void complete(CompletableFuture<LoopDescriptor> registered, Future<IoRegistration> done) {
        if (done.isSuccess()) {
            registration = done.getNow();
            waits(true);
            registered.complete(this);
        } else {
            registered.completeExceptionally(done.cause());
        }
    }

    /**
     * Whether it is waited for just now. That its peer is gone is told in any case. (Netty forgets a descriptor of which nothing at all
     * is wanted, and cannot be told anew of it.)
     */
    public void waits(boolean now) {
        if (registration != null && registration.isValid()) {
            registration.submit(now ? EpollIoOps.EPOLLIN : EpollIoOps.EPOLLERR);
        }
    }

    /** It is waited for no more. */
    public void cancel() {
        cancelled = true;
        if (registration != null) {
            registration.cancel();
        }
    }

    @Override
    public FileDescriptor fd() {
        return number;
    }

    @Override
    public void handle(IoRegistration by, IoEvent event) {
        if (cancelled) {
            return;
        }
        try {
            readable.run();
        } catch (RuntimeException | Error e) {
            LOG.error("What came by {} was not taken", number, e);
            cancel();
            end(e);
        }
    }

    /** The loop is everybody's: nothing that one peer has brought about ends it. */
    private void end(Throwable cause) {
        try {
            broken.accept("it cannot be served: " + cause);
        } catch (RuntimeException | Error e) {
            LOG.error("What {} was for has not ended", number, e);
        }
    }

    /** The loop ends; whoever owns the descriptor closes it. */
    @Override
    public void close() {
        cancelled = true;
    }
}
