package org.scst.user.internal.registration;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.scst.core.device.AwaitedException;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LocalSocket;
import org.scst.user.wire.RefusedException;
import org.scst.user.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that have registered devices, by the devices' names, and who comes by the socket.
 *
 * <p><i>Threading:</i> thread-safe by its monitor. Owns the thread that accepts and one for each connection; {@link #close} and
 * {@link #awaitEnd} end them.
 */
public final class Registrations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private static final Duration FORMER_PATIENCE = Duration.ofSeconds(2);

    /** What accepting fails for (too many open files) may pass. */
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(200);

    private LocalSocket listener;
    private final int most;
    private final Map<String, RegisteredDevice> byName = new HashMap<>();
    private final Set<Connection> connections = new HashSet<>();
    private boolean closed;

    /** Waits for the next connection. */
    @FunctionalInterface
    interface Acceptor {
        LocalSocket accept() throws LinuxException;
    }

    /**
     * Nobody comes before {@link #listen}.
     *
     * @param most connections at a time
     */
    public Registrations(int most) {
        this.most = most;
    }

    /** Has processes come, once. The socket is owned from now on, and closed when this is closed already. */
    public void listen(LocalSocket socket) {
        listen(socket, socket::accept);
    }

    synchronized void listen(LocalSocket socket, Acceptor acceptor) {
        if (closed) {
            socket.close();
            return;
        }
        listener = socket;
        Thread.ofPlatform().name("scst-user-accept").daemon().start(() -> accept(socket, acceptor));
    }

    private void accept(LocalSocket socket, Acceptor acceptor) {
        String failure = null;
        while (!closed()) {
            try {
                welcome(acceptor.accept());
                failure = null;
            } catch (LinuxException | OutOfMemoryError e) {
                String cause = String.valueOf(e.getMessage());
                if (!closed() && !cause.equals(failure)) {
                    LOG.error("No process can register a device now, it is tried again: {}", cause);
                }
                failure = cause;
                pause();
            }
        }
        socket.close();
    }

    private synchronized void pause() {
        await(ACCEPT_PAUSE, () -> false);
    }

    private void welcome(LocalSocket socket) {
        Connection connection = new Connection(socket, this);
        synchronized (this) {
            if (!closed && connections.size() < most) {
                start(connection);
                return;
            }
        }
        LOG.warn("{} is refused: {} processes are connected, max_handlers allows no more", connection.process(), most);
        connection.end(
                Wire.REFUSED,
                most + " connections are there already; max_handlers in org.scst.user.handlers.cfg sets how many");
        socket.close();
    }

    /** Where the system gives no thread the connection is closed. */
    private void start(Connection connection) {
        boolean started = false;
        try {
            connections.add(connection);
            Thread.ofPlatform()
                    .name("scst-user-" + connection.process())
                    .daemon()
                    .start(connection);
            started = true;
        } finally {
            if (!started) {
                connections.remove(connection);
                connection.close();
            }
        }
    }

    private synchronized boolean closed() {
        return closed;
    }

    /** Who was just started anew may come before it is seen that its predecessor has gone. */
    synchronized void add(RegisteredDevice device) throws RefusedException {
        String name = device.registration().name();
        await(FORMER_PATIENCE, () -> !byName.containsKey(name));
        RegisteredDevice first = byName.putIfAbsent(name, device);
        if (first != null) {
            throw new RefusedException("device " + name + " is served by " + first.process()
                    + " already: end that first, or register another name");
        }
        notifyAll();
    }

    synchronized void remove(RegisteredDevice device) {
        byName.remove(device.registration().name(), device);
        notifyAll();
    }

    /** Under the monitor: waits until that holds, or nothing is to be expected any more. */
    private void await(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toMillis();
        try {
            while (!condition.getAsBoolean() && !closed && left > 0) {
                wait(left);
                left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void ended(Connection connection) {
        connections.remove(connection);
        notifyAll();
    }

    /**
     * Waits for a device of this name.
     *
     * @throws AwaitedException when no process registers it in time
     */
    public synchronized RegisteredDevice await(String name, Duration limit) throws IOException {
        await(limit, () -> byName.containsKey(name));
        RegisteredDevice registered = byName.get(name);
        if (registered == null) {
            throw new AwaitedException("no process has registered it");
        }
        return registered;
    }

    /**
     * Accepts nobody any more, and ends the connections of those who do not serve. Those who do are left to their devices, which
     * have them finish what they were asked, flush and end them; see {@link #awaitEnd}. Does not wait.
     */
    @Override
    public void close() {
        Set<Connection> open;
        synchronized (this) {
            if (listener != null && !closed) {
                listener.shutdown();
            }
            closed = true;
            open = Set.copyOf(connections);
            notifyAll();
        }
        open.stream().filter(connection -> !connection.serves()).forEach(Registrations::end);
    }

    private static void end(Connection connection) {
        connection.end(Wire.ENDING, "the bundle org.scst.user stops or is updated");
    }

    /**
     * After {@link #close}: waits until every connection has ended, and ends those that are left then.
     *
     * @param limit how long
     * @return how many were left
     */
    public int awaitEnd(Duration limit) throws InterruptedException {
        Set<Connection> left;
        synchronized (this) {
            long end = System.nanoTime() + limit.toNanos();
            long millis = limit.toMillis();
            while (!connections.isEmpty() && millis > 0) {
                wait(millis);
                millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            }
            left = Set.copyOf(connections);
        }
        left.forEach(Registrations::end);
        return left.size();
    }
}
