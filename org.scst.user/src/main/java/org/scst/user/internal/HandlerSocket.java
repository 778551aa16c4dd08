package org.scst.user.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.scst.user.internal.registration.Registrations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket where processes register, for as long as the bundle is started and its settings stay. While an earlier revision listens
 * there, which an update stops only when this one is ready, devices are offered already and processes come when it has stopped.
 *
 * <p><i>Threading:</i> thread-safe by its monitor; a thread that waits for the path to be free.
 */
@Component(service = HandlerSocket.class, configurationPid = "org.scst.user.handlers")
public final class HandlerSocket {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerSocket.class);
    private static final int BACKLOG = 64;
    private static final long LOOK_MILLIS = 100;

    /** After so many looks a socket that stays is asked whether anybody listens still: whoever was killed does not delete it. */
    private static final int LOOKS_PER_QUESTION = 50;

    private final Path path;
    private final Registrations registrations;
    private final EndingConnections ending;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private SocketPath socket;

    /**
     * Listens, or waits for the path to be free.
     *
     * @throws IOException when the socket cannot be made, with its path
     */
    @Activate
    public HandlerSocket(UserSettings settings, @Reference EndingConnections ending) throws IOException {
        this.path = settings.socket().isBlank()
                ? Path.of(System.getProperty("scst.run", System.getProperty("java.io.tmpdir")), "user.socket")
                : Path.of(settings.socket());
        this.ending = ending;
        registrations = new Registrations(settings.max__handlers());
        try {
            listen();
        } catch (PathTakenException e) {
            LOG.info(
                    "{}: processes register devices here when it has ended, as the earlier revision does in an update;"
                            + " or set socket in org.scst.user.handlers.cfg to another path",
                    e.getMessage());
            Thread.ofPlatform().name("scst-user-listen").daemon().start(this::awaitPath);
        } catch (IOException e) {
            tell(e);
            throw e;
        }
    }

    private void listen() throws IOException {
        SocketPath made = SocketPath.listen(path, BACKLOG);
        synchronized (this) {
            if (stopped.getCount() == 0) {
                made.delete();
                made.listener().close();
                return;
            }
            socket = made;
            registrations.listen(made.listener());
        }
        LOG.info("Processes register devices at {}", path);
    }

    private static void tell(IOException failure) {
        LOG.error(
                "Processes cannot register devices: {}; set socket in org.scst.user.handlers.cfg to another path",
                failure.getMessage());
    }

    private void awaitPath() {
        try {
            for (int looks = 1; !stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS); looks++) {
                boolean free = Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
                if ((free || looks % LOOKS_PER_QUESTION == 0) && listens()) {
                    return;
                }
            }
        } catch (IOException e) {
            tell(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean listens() throws IOException {
        try {
            listen();
            return true;
        } catch (PathTakenException still) {
            return false;
        }
    }

    /** Who has registered. */
    Registrations registrations() {
        return registrations;
    }

    /** Ends every connection, those of devices that are served when core has closed the device. */
    @Deactivate
    public void stop() throws IOException {
        try {
            deleteSocket();
        } finally {
            registrations.close();
            ending.end(registrations);
        }
    }

    /** Before it is closed: afterwards the next one's may have its inode number, by which it is known. */
    private synchronized void deleteSocket() throws IOException {
        stopped.countDown();
        if (socket != null) {
            socket.delete();
        }
    }
}
