package org.scst.local.internal.loop;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.UnixSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket of the Unix domain to which processes of this machine connect, for its owner alone.
 *
 * <p><i>Threading:</i> {@link #open} and {@link #close} touch files, on a thread that may; all else is confined to its event loop.
 */
public final class ListeningSocket {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningSocket.class);
    private static final int BACKLOG = 16;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int S_IFMT = 0xF000;
    private static final int S_IFSOCK = 0xC000;

    private final Path path;
    private final EventLoop loop;
    private final Descriptor listening;
    private final Consumer<Descriptor> connected;
    private final Acceptor acceptor;
    private final Duration pause;
    private LoopDescriptor registered;
    private boolean complained;
    private boolean closed;

    /** Takes connections, as {@link UnixSocket#accept} does. */
    @FunctionalInterface
    interface Acceptor {
        Descriptor accept(Descriptor listening) throws LinuxException;
    }

    /** Whether there is a socket at a path. */
    @FunctionalInterface
    interface Look {
        /** @throws IOException as when it has just gone */
        boolean isSocket(Path path) throws IOException;
    }

    private ListeningSocket(
            Path path,
            EventLoop loop,
            Descriptor listening,
            Consumer<Descriptor> connected,
            Acceptor acceptor,
            Duration pause) {
        this.path = path;
        this.loop = loop;
        this.listening = listening;
        this.connected = connected;
        this.acceptor = acceptor;
        this.pause = pause;
    }

    /**
     * Listens.
     *
     * @param path at most {@link UnixSocket#MAX_PATH} bytes; a socket there that nobody listens on any more is replaced
     * @param connected given each connection, on the loop; takes it
     * @throws IOException with cause and cure for the operator
     */
    public static ListeningSocket open(Path path, EventLoop loop, Consumer<Descriptor> connected) throws IOException {
        return open(path, loop, connected, UnixSocket::accept, PAUSE);
    }

    /**
     * Goes on listening, or begins to, as {@link #open(Path, EventLoop, Consumer)} does.
     *
     * @param left of {@link #leave}, for this path; {@code null} for none; taken
     */
    public static ListeningSocket open(Path path, EventLoop loop, Consumer<Descriptor> connected, Descriptor left)
            throws IOException {
        return left == null
                ? open(path, loop, connected)
                : open(path, loop, connected, left, ListeningSocket::isSocket);
    }

    /** @param look whether it can still be reached */
    static ListeningSocket open(Path path, EventLoop loop, Consumer<Descriptor> connected, Descriptor left, Look look)
            throws IOException {
        if (!LoopDescriptor.isPossible(loop) || !isThere(path, look)) {
            left.close();
            return open(path, loop, connected);
        }
        ListeningSocket socket = new ListeningSocket(path, loop, left, connected, UnixSocket::accept, PAUSE);
        loop.execute(socket::await);
        return socket;
    }

    /** @param pause between two attempts when there are no descriptors, or no memory, for a connection */
    static ListeningSocket open(
            Path path, EventLoop loop, Consumer<Descriptor> connected, Acceptor acceptor, Duration pause)
            throws IOException {
        if (!LoopDescriptor.isPossible(loop)) {
            throw new IOException("the event loops cannot wait for descriptors;"
                    + " set transport = epoll in org.scst.runtime.eventloop.cfg");
        }
        clear(path);
        Files.createDirectories(path.getParent());
        Descriptor listening = UnixSocket.listen(path, BACKLOG);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        ListeningSocket socket = new ListeningSocket(path, loop, listening, connected, acceptor, pause);
        loop.execute(socket::await);
        return socket;
    }

    private void await() {
        LoopDescriptor.register(loop, listening, this::accept, this::broken).whenComplete((handle, failure) -> {
            registered = handle;
            if (failure != null) {
                broken(String.valueOf(failure.getMessage()));
            }
        });
    }

    private static void clear(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException(path + " is there and no socket; name another path, or remove it");
        }
        try {
            UnixSocket.connect(path).close();
        } catch (LinuxException e) {
            // A listener whose backlog is full has EAGAIN, and one of another kind of socket EPROTOTYPE.
            if (e.errno() == Errno.ECONNREFUSED) {
                Files.delete(path);
                return;
            }
        }
        throw new IOException("somebody else listens on " + path + "; name another path");
    }

    private static boolean isThere(Path path, Look look) {
        try {
            return look.isSocket(path);
        } catch (IOException e) {
            LOG.debug("{} is listened on anew", path, e);
            return false;
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & S_IFMT) == S_IFSOCK;
    }

    private void accept() {
        try {
            Descriptor socket = acceptor.accept(listening);
            if (socket != null) {
                complained = false;
                serve(socket);
            }
        } catch (LinuxException e) {
            if (!complained) {
                LOG.warn("Connections to {} are not accepted; they are tried again, and this is said once", path, e);
                complained = true;
            }
            registered.waits(false);
            loop.schedule(this::resume, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What waits stays in the backlog meanwhile: without a pause it would be told of at once, again and again. */
    private void resume() {
        if (!closed) {
            registered.waits(true);
        }
    }

    /** One that cannot be served takes no other with it. */
    private void serve(Descriptor socket) {
        try {
            connected.accept(socket);
        } catch (RuntimeException | Error e) {
            LOG.error("A connection to {} is not served", path, e);
            socket.close();
        }
    }

    private void broken(String cause) {
        LOG.error("Nobody can connect to {} any more: {}", path, cause);
    }

    /**
     * Leaves it to the next revision: whoever connects from now on waits for that.
     *
     * @param then runs on the loop afterwards
     * @return the socket, given
     */
    public <T> CompletableFuture<T> leave(Function<Descriptor, CompletableFuture<T>> then) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            stop();
                            return then.apply(listening);
                        },
                        loop)
                .thenCompose(Function.identity());
    }

    private void stop() {
        closed = true;
        if (registered != null) {
            registered.cancel();
        }
    }

    /**
     * Listens no more.
     *
     * @param then runs on the loop afterwards
     */
    public CompletableFuture<Void> close(Runnable then) {
        return CompletableFuture.runAsync(
                        () -> {
                            stop();
                            listening.close();
                            then.run();
                        },
                        loop)
                .whenComplete((done, failure) -> {
                    try {
                        Files.deleteIfExists(path);
                    } catch (IOException e) {
                        LOG.debug("{} stays", path, e);
                    }
                });
    }
}
