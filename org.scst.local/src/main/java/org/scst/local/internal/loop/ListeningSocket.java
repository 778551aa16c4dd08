package org.scst.local.internal.loop;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.scst.core.linux.Descriptor;
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

    private final Path path;
    private final EventLoop loop;
    private final Descriptor listening;
    private final Consumer<Descriptor> connected;
    private LoopDescriptor registered;

    private ListeningSocket(Path path, EventLoop loop, Descriptor listening, Consumer<Descriptor> connected) {
        this.path = path;
        this.loop = loop;
        this.listening = listening;
        this.connected = connected;
    }

    /**
     * Listens.
     *
     * @param path at most {@link UnixSocket#MAX_PATH} bytes; a socket there that nobody listens on any more is replaced
     * @param connected given each connection, on the loop; takes it
     * @throws IOException with cause and cure for the operator
     */
    public static ListeningSocket open(Path path, EventLoop loop, Consumer<Descriptor> connected) throws IOException {
        if (!LoopDescriptor.isPossible(loop)) {
            throw new IOException("the event loops cannot wait for descriptors;"
                    + " set transport = epoll in org.scst.runtime.eventloop.cfg");
        }
        clear(path);
        Files.createDirectories(path.getParent());
        Descriptor listening = UnixSocket.listen(path, BACKLOG);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        ListeningSocket socket = new ListeningSocket(path, loop, listening, connected);
        LoopDescriptor.register(loop, listening, socket::accept, socket::broken)
                .thenAccept(handle -> socket.registered = handle);
        return socket;
    }

    private static void clear(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.isDirectory(path)) {
            throw new IOException(path + " is there and no socket; name another path, or remove it");
        }
        try {
            UnixSocket.connect(path).close();
        } catch (LinuxException nobody) {
            Files.delete(path);
            return;
        }
        throw new IOException("somebody else listens on " + path + "; name another path");
    }

    private void accept() {
        try {
            Descriptor socket = UnixSocket.accept(listening);
            if (socket != null) {
                serve(socket);
            }
        } catch (LinuxException e) {
            LOG.warn("A connection to {} was not accepted", path, e);
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
     * Listens no more.
     *
     * @param then runs on the loop afterwards
     */
    public CompletableFuture<Void> close(Runnable then) {
        return CompletableFuture.runAsync(
                        () -> {
                            if (registered != null) {
                                registered.cancel();
                            }
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
