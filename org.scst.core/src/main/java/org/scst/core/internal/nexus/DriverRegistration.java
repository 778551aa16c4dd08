package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.DriverHandle;
import org.scst.core.target.Handover;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetPort;

/**
 * One registration of a target driver: every handle that came from it dies with it, while ports and nexuses are kept.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class DriverRegistration implements DriverHandle {
    private final String driver;
    private final Function<PortDescription, PortState> ports;
    private final Supplier<CompletionStage<Boolean>> startGate;
    private final HandoverShelf shelf;
    private final Consumer<LoginRefusal> refusals;
    private final List<PortHandle> handles = new ArrayList<>();
    private volatile boolean dead;

    /**
     * @param driver its name, for messages
     * @param ports finds or makes the state of a port; throws when another driver has it
     * @param startGate asked anew by each {@link DriverHandle#startGate}: a gate that opens late answers otherwise than before
     * @param shelf where one revision leaves what the next takes
     * @param refusals is told of refused logins, on any thread
     */
    public DriverRegistration(
            String driver,
            Function<PortDescription, PortState> ports,
            Supplier<CompletionStage<Boolean>> startGate,
            HandoverShelf shelf,
            Consumer<LoginRefusal> refusals) {
        this.driver = driver;
        this.ports = ports;
        this.startGate = startGate;
        this.shelf = shelf;
        this.refusals = refusals;
    }

    private void checkLive() {
        if (dead) {
            throw new DeadHandleException("driver " + driver);
        }
    }

    @Override
    public TargetPort registerPort(PortDescription description) {
        checkLive();
        PortState state = ports.apply(description);
        PortHandle handle = new PortHandle(state);
        synchronized (handles) {
            checkLive();
            if (state.registered()) {
                throw new IllegalArgumentException("port " + description.name() + " is registered already");
            }
            state.register(description, handle::forget);
            handles.add(handle);
        }
        return handle;
    }

    @Override
    public CompletionStage<Boolean> startGate() {
        checkLive();
        return startGate.get();
    }

    @Override
    public boolean keepsHandover() {
        return !dead && shelf.open();
    }

    @Override
    public void handOver(Handover handover) {
        checkLive();
        shelf.put(driver, handover);
    }

    @Override
    public Optional<Handover> takeOver() {
        checkLive();
        return shelf.take(driver);
    }

    @Override
    public void loginRefused(LoginRefusal refusal) {
        checkLive();
        refusals.accept(refusal);
    }

    /** Nexuses that its ports hold: those that have not ended. */
    int nexusesHeld() {
        synchronized (handles) {
            return handles.stream().mapToInt(handle -> handle.nexuses.size()).sum();
        }
    }

    /** Ends the registration: handles die, nexuses park. */
    public void end() {
        dead = true;
        synchronized (handles) {
            handles.forEach(PortHandle::end);
            handles.clear();
        }
    }

    /** A driver's hold on a port. */
    private final class PortHandle implements TargetPort {
        private final PortState state;
        /** Until they are gone: an event loop forgets one while others open theirs. */
        private final Map<ItNexus, NexusHandle> nexuses = new ConcurrentHashMap<>();

        private boolean closed;

        PortHandle(PortState state) {
            this.state = state;
        }

        private synchronized void end() {
            nexuses.values().forEach(NexusHandle::kill);
            nexuses.clear();
            if (!closed) {
                closed = true;
                state.park();
            }
        }

        private void forget(ItNexus nexus) {
            nexuses.remove(nexus);
        }

        @Override
        public String name() {
            return state.maps().target();
        }

        @Override
        public int relativePortIdentifier() {
            checkLive();
            return state.relativePortIdentifier();
        }

        @Override
        public boolean visibleTo(String initiatorName) {
            checkLive();
            return state.maps().groupFor(initiatorName).map().size() > 0;
        }

        @Override
        public int unsolicitedBytes(String key, NexusDescription.Queue wanted) {
            checkLive();
            return state.unsolicitedBytes(key, wanted);
        }

        @Override
        public synchronized Nexus openNexus(NexusDescription description, NexusTransport transport, Executor executor) {
            if (closed || dead) {
                throw new DeadHandleException("port " + name());
            }
            NexusHandle handle = state.open(description, transport, executor);
            nexuses.put(handle.nexus(), handle);
            if (handle.gone()) {
                forget(handle.nexus());
            }
            return handle;
        }

        @Override
        public synchronized void close() {
            checkLive();
            if (!closed) {
                closed = true;
                state.close();
            }
        }
    }
}
