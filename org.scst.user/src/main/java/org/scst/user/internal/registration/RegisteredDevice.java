package org.scst.user.internal.registration;

import java.util.function.Consumer;
import org.scst.core.device.AwaitedException;
import org.scst.core.linux.LinuxException;
import org.scst.core.scsi.AdditionalSense;
import org.scst.user.internal.queue.Link;
import org.scst.user.wire.Registration;
import org.scst.user.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device that a process has registered: waits to be opened, is served, and ends with the connection.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, under which a message of a few hundred bytes may be sent; nobody is told anything
 * under it.
 */
public final class RegisteredDevice {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredDevice.class);
    private final Registration registration;
    private final Connection connection;
    private Link link;
    private Listener listener;
    private boolean ended;

    /** Told by the connection's thread. */
    public interface Listener {
        /** The process has gone, or cannot be trusted any more. */
        void gone(String why);

        /** The medium has another capacity, in bytes. */
        void capacity(long bytes);

        /** Every initiator is to be told of a unit attention condition; in full mode alone. */
        default void attention(AdditionalSense condition) {}
    }

    RegisteredDevice(Registration registration, Connection connection) {
        this.registration = registration;
        this.connection = connection;
    }

    /** What the process said. */
    public Registration registration() {
        return registration;
    }

    /** The process, for people. */
    public String process() {
        return connection.process();
    }

    /**
     * Accepts it.
     *
     * @param rings closed with the connection
     * @param dataSize bytes of the data's memory file
     * @param data its descriptor, the caller's
     * @param told what happens from now on
     * @throws AwaitedException when it has gone meanwhile
     */
    public void serve(Link rings, long dataSize, int data, Listener told) throws AwaitedException {
        synchronized (this) {
            if (!ended && link == null) {
                link = rings;
                listener = told;
                try {
                    connection.send(rings.acceptance(dataSize).write(), rings.descriptors(data));
                    LOG.info("{} serves device {}", process(), registration.name());
                    return;
                } catch (LinuxException e) {
                    LOG.info("{} cannot be told that it serves: {}", process(), e.getMessage());
                }
            }
        }
        rings.close();
        throw new AwaitedException(process() + " has gone");
    }

    /** Whether it has been accepted. */
    synchronized boolean serves() {
        return link != null;
    }

    /** The device is closed, or the process is not to be trusted: it is told so, and the connection ends. */
    public void end(String why) {
        connection.end(Wire.ENDING, why);
    }

    /** The process is told to look which of its commands have been aborted; where it has not looked since it was told so last, that holds. */
    public void commandsAborted() {
        connection.offer(Wire.aborted());
    }

    void capacity(long bytes) {
        tell(told -> told.capacity(bytes));
    }

    void attention(AdditionalSense condition) {
        tell(told -> told.attention(condition));
    }

    private void tell(Consumer<Listener> news) {
        Listener told;
        synchronized (this) {
            told = listener;
        }
        if (told != null) {
            news.accept(told);
        }
    }

    /** The connection has ended. */
    void ended(String why) {
        Link rings;
        Listener told;
        synchronized (this) {
            ended = true;
            rings = link;
            told = listener;
        }
        if (rings != null) {
            told.gone(why);
            rings.close();
        }
    }
}
