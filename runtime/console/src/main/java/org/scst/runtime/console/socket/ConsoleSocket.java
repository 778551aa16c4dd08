package org.scst.runtime.console.socket;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.scst.runtime.console.command.CommandTable;
import org.scst.runtime.console.command.ExitStatus;
import org.scst.runtime.console.wire.Frames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a Unix domain socket that only its owner can use, and runs the commands that come in.
 *
 * <p><i>Threading:</i> thread-safe; one virtual thread accepts, one serves each of at most 16 clients. A client that sends no
 * complete request within 10 s is left.
 */
public final class ConsoleSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSocket.class);
    private static final int MOST_CLIENTS = 16;
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String BUSY = "busy: " + MOST_CLIENTS + " commands run already; try again\n";

    private final Path path;
    private final CommandTable commands;
    private final Semaphore places = new Semaphore(MOST_CLIENTS);
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final Executor clock = CompletableFuture.delayedExecutor(REQUEST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    private final ServerSocketChannel server;

    private ConsoleSocket(Path path, CommandTable commands, ServerSocketChannel server) {
        this.path = path;
        this.commands = commands;
        this.server = server;
    }

    /**
     * Listens at a path. What a process that died left there is removed; that no other process lives in this home is the
     * application's lock's business.
     */
    public static ConsoleSocket open(Path path, CommandTable commands) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        ConsoleSocket socket = new ConsoleSocket(path, commands, server);
        Thread.ofVirtual().name("scst-console").start(socket::accept);
        return socket;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                clients.add(client);
                if (!server.isOpen()) {
                    client.close(); // else nobody would: the others were closed a moment ago
                }
                boolean placed = places.tryAcquire();
                Thread.ofVirtual().name("scst-console-client").start(() -> serve(client, placed));
            } catch (IOException e) {
                LOG.debug("The console socket does not accept", e);
                // Without descriptors left every attempt fails at once: they must not take the processor as well.
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void serve(SocketChannel client, boolean placed) {
        try (client) {
            // The request is read in any case: a client that is cut off while it writes never sees the answer.
            DataInputStream input = new DataInputStream(new BufferedInputStream(Channels.newInputStream(client)));
            Frames.Request request = request(client, input);
            DataOutputStream output = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(client)));
            SocketCaller caller = new SocketCaller(request, output);
            if (placed) {
                Thread.ofVirtual().name("scst-console-cancel").start(() -> awaitCancel(input, caller));
                caller.end(answer(request, caller));
            } else {
                caller.errors(BUSY);
                caller.end(ExitStatus.FAILED);
            }
        } catch (IOException e) {
            LOG.debug("A console client went away", e);
        } finally {
            clients.remove(client);
            if (placed) {
                places.release();
            }
        }
    }

    private ExitStatus answer(Frames.Request request, SocketCaller caller) {
        if (request.purpose() == Frames.Purpose.RUN) {
            return commands.run(request.words(), caller);
        }
        commands.complete(request.words(), request.folder()).forEach(word -> caller.output(word + '\n'));
        return ExitStatus.DONE;
    }

    private Frames.Request request(SocketChannel client, DataInputStream input) throws IOException {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        clock.execute(() -> leave(client, arrived));
        try {
            return Frames.readRequest(input);
        } finally {
            arrived.complete(null);
        }
    }

    /** Ends with the connection at the latest. */
    private static void awaitCancel(DataInputStream input, SocketCaller caller) {
        try {
            Frames.awaitCancel(input, bytes -> caller.input().complete(bytes));
        } catch (IOException e) {
            LOG.debug("A console client went away", e);
        }
        caller.input().complete(new byte[0]);
        caller.cancelled().complete(null);
    }

    private static void leave(SocketChannel client, CompletableFuture<Void> arrived) {
        if (!arrived.isDone()) {
            try {
                client.close();
            } catch (IOException e) {
                LOG.debug("A console client cannot be closed", e);
            }
        }
    }
}
