package org.scst.iscsi.internal.connection;

import io.netty.channel.unix.UnixChannel;
import java.util.Optional;
import java.util.function.Consumer;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a connection goes on without its {@link Connection}: from some moment on no PDU is taken in that nobody waits for, and in the
 * end another descriptor of the socket is left to the driver's next revision.
 *
 * <p><i>Threading:</i> confined to the connection's event loop, but for {@link #leaveTo}.
 */
public final class Detachment {
    private static final Logger LOG = LoggerFactory.getLogger(Detachment.class);

    private final Connection connection;
    /** While the driver withdraws only what somebody waits for is taken in. */
    private boolean sparing;
    /** There is nobody who waits, so that nothing is read. */
    private boolean paused;
    /** Where what the next revision goes on with is left; {@code null} when there will be none. */
    private volatile Consumer<Handover.Carried> shelf;

    Detachment(Connection connection) {
        this.connection = connection;
    }

    /** Says where the connection is left for the next revision, if its phase can; callable on any thread. */
    public void leaveTo(Consumer<Handover.Carried> next) {
        shelf = next;
    }

    /** From now on takes in no PDU that nobody waits for ({@link Phase#awaitsMore}), provided that the connection can go on. */
    public void spare() {
        if (shelf != null && connection.context().channel() instanceof UnixChannel) {
            sparing = true;
            mayGoOn();
        }
    }

    /** Somebody waits for what comes next. */
    public void readOn() {
        if (paused) {
            paused = false;
            connection.readOn();
        }
    }

    /** Whether nothing is read for now. */
    boolean paused() {
        return paused;
    }

    /** Whether the next PDU may be taken in. */
    boolean mayGoOn() {
        if (sparing && connection.betweenPdus() && !connection.awaitsMore()) {
            paused = true;
            connection.context().channel().config().setAutoRead(false);
        }
        return !paused;
    }

    /**
     * A descriptor of this connection for the next revision, of its own: what happens to the channel does not touch it.
     *
     * @return empty when there is no next revision, or this transport has no descriptors, or none is free
     */
    public Optional<SocketDescriptor> descriptor() {
        if (shelf == null || connection.ending() || !(connection.context().channel() instanceof UnixChannel channel)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SocketDescriptor.duplicateOf(channel.fd().intValue()));
        } catch (LinuxException e) {
            LOG.warn("{} cannot go on with the next revision: {}", connection, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The connection goes on without this object: leaves it to the next revision and lets go of the channel, which is not the
     * connection's end.
     *
     * @param carried taken
     */
    public void end(Handover.Carried carried) {
        connection.state(ConnectionState.CLEANUP_WAIT);
        shelf.accept(carried);
        connection.context().close();
    }
}
