package org.scst.core.internal.inventory;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses the writes of one device from a failed flush until an operator lets them be accepted again, over restarts too.
 *
 * <p><i>Threading:</i> {@link #latch}, {@link #clear} and {@link #cause} may be called anywhere; what has to be kept is handed to
 * the control thread.
 */
final class WriteErrorLatch {
    private static final Logger LOG = LoggerFactory.getLogger(WriteErrorLatch.class);

    private final String device;
    private final Executor control;
    private final DeviceInstallation installation;
    private final DeviceEvents events;
    private Consumer<String> keeper = why -> {};
    private volatile String cause;

    /** @param device its name */
    WriteErrorLatch(String device, Executor control, DeviceInstallation installation, DeviceEvents events) {
        this.device = device;
        this.control = control;
        this.installation = installation;
        this.events = events;
    }

    /**
     * As an earlier process left it; on the control thread.
     *
     * @param known why that refused writes; {@code null} when it did not
     * @param next is given what the next one has to know, on the control thread
     */
    void restore(String known, Consumer<String> next) {
        keeper = next;
        cause = known;
        if (known != null) {
            LOG.error("Device {}: writes are refused as before the restart: {}", device, known);
            installation.writeErrorLatched();
            events.writeErrorLatched(known);
        }
    }

    /** Why writes are refused since a flush has failed; {@code null} when none has, or it was cleared. */
    String cause() {
        return cause;
    }

    /** A flush has failed. */
    void latch(String why) {
        cause = why;
        installation.writeErrorLatched();
        events.writeErrorLatched(why);
        try {
            control.execute(() -> keeper.accept(why));
        } catch (RejectedExecutionException stopped) {
            LOG.error("Device {}: the next start will not know that {}", device, why);
        }
    }

    /**
     * An operator lets writes be accepted again.
     *
     * @param tellServer runs on the control thread
     */
    void clear(Runnable tellServer) {
        installation.writeErrorCleared();
        control.execute(() -> {
            cause = null;
            keeper.accept(null);
            events.writeErrorCleared();
            tellServer.run();
        });
    }
}
