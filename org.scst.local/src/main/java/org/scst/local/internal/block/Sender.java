package org.scst.local.internal.block;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.local.internal.nexus.Exchange;
import org.scst.local.internal.nexus.LocalTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nexus of an initiator that wants one as long as it is there: opened with the first command, and anew with the first after it has
 * ended.
 *
 * <p><i>Threading:</i> confined to its event loop.
 */
public final class Sender implements LocalTransport.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final EventLoop loop;
    private final Nexuses nexuses;
    private final CompletionStage<Boolean> startGate;
    private final Deque<Exchange> early = new ArrayDeque<>();
    private final Deque<Runnable> afterGate = new ArrayDeque<>();
    private LocalTransport transport;
    private EventTaker events = (lun, sense) -> false;
    private boolean gateOpen;
    private boolean resumes;
    private boolean awaitsGate;
    private boolean closed;
    private long nexusNumber;

    /** Where nexuses come from. */
    @FunctionalInterface
    public interface Nexuses {
        /**
         * Opens it.
         *
         * @throws RuntimeException when there can be none now
         */
        LocalTransport open(EventLoop loop, LocalTransport.Listener listener);
    }

    /** Told of asynchronous events. */
    @FunctionalInterface
    public interface EventTaker {
        /** As {@link LocalTransport.Listener#reported}. */
        boolean reported(long lun, Sense sense);
    }

    /** @param startGate of the driver; commands wait for it */
    public Sender(EventLoop loop, Nexuses nexuses, CompletionStage<Boolean> startGate) {
        this.loop = loop;
        this.nexuses = nexuses;
        this.startGate = startGate;
    }

    /** Its event loop. */
    public EventLoop loop() {
        return loop;
    }

    /** Sends a command, which ends without an answer when there can be no nexus. */
    public void submit(Exchange exchange) {
        if (closed) {
            unanswered(exchange, "its initiator has left");
        } else if (gateOpen) {
            send(exchange);
        } else {
            early.add(exchange);
            awaitGate();
        }
    }

    private void awaitGate() {
        if (!awaitsGate) {
            awaitsGate = true;
            startGate.whenComplete((open, failure) -> loop.execute(this::begin));
        }
    }

    /**
     * There is a nexus already, which an earlier revision has left: it is taken up as soon as the start gate has opened, whether anything
     * is sent or not, for core does not keep it for long.
     */
    public void resume() {
        resumes = true;
        awaitGate();
    }

    /** Even when the time limit has passed: devices that are not there yet answer NOT READY. */
    private void begin() {
        gateOpen = true;
        if (resumes && !closed) {
            open().ifPresent(obstacle -> LOG.warn("A nexus is not taken up again: {}", obstacle));
        }
        while (!afterGate.isEmpty()) {
            afterGate.remove().run();
        }
        while (!early.isEmpty()) {
            submit(early.remove());
        }
        batchEnded();
    }

    private void send(Exchange exchange) {
        Optional<String> obstacle = open();
        if (obstacle.isEmpty()) {
            transport.submit(exchange);
        } else {
            unanswered(exchange, obstacle.get());
        }
    }

    /** Sees to it that there is a nexus; otherwise why there can be none. */
    private Optional<String> open() {
        try {
            if (transport == null) {
                transport = nexuses.open(loop, this);
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void unanswered(Exchange exchange, String cause) {
        exchange.end(cause);
    }

    /** Has asynchronous events told. */
    public void onEvent(EventTaker taker) {
        events = taker;
    }

    /**
     * As {@link LocalTransport#manage}, once there can be a nexus; without one there is nothing that it could be about but what waits for
     * the start gate.
     */
    public void manage(TaskManagementFunction function, long lun, long identifier, Consumer<ServiceResponse> answered) {
        if (!function.isQuery()) {
            LocalTransport.forget(early, function, lun, identifier)
                    .forEach(exchange -> unanswered(exchange, "aborted by a task management function"));
        }
        if (resumes && !gateOpen && !closed) {
            afterGate.add(() -> manage(function, lun, identifier, answered));
        } else if (transport == null) {
            answered.accept(ServiceResponse.FUNCTION_COMPLETE);
        } else {
            transport.manage(function, lun, identifier, answered);
        }
    }

    /** Another for each nexus, of the next one when there is none. */
    long nexusNumber() {
        return nexusNumber;
    }

    /** Whether commands end without an answer for good. */
    boolean isClosed() {
        return closed;
    }

    /** No more commands come just now. */
    public void batchEnded() {
        if (transport != null) {
            transport.batchEnded();
        }
    }

    /** The nexus ends, and no other is opened. */
    public void close(String cause) {
        closed = true;
        while (!early.isEmpty()) {
            unanswered(early.remove(), cause);
        }
        while (!afterGate.isEmpty()) {
            afterGate.remove().run();
        }
        if (transport != null) {
            transport.close(cause);
        }
    }

    /** As {@link #close}, but core keeps the nexus for a while: the next revision of the driver goes on with it. */
    public void leave(String cause) {
        closed = true;
        if (transport != null) {
            transport.abandon(cause);
        }
    }

    @Override
    public boolean reported(long lun, Sense sense) {
        return events.reported(lun, sense);
    }

    @Override
    public void ended(String cause) {
        transport = null;
        nexusNumber++;
    }
}
