package org.scst.local.internal.vhost;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.LinuxException;
import org.scst.local.internal.loop.LoopDescriptor;

/**
 * The rings of one guest, with the events by which its side and this one wake each other.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> of the events, until {@link #close} or
 * {@link #leave}.
 */
final class VhostRings {
    static final int MOST = 64;
    private static final String KICK = "kick.";
    private static final String CALL = "call.";

    private final EventLoop loop;
    private final GuestMemory memory;
    private final ScsiQueues queues;
    private final Consumer<String> broken;
    private final Vring[] rings = new Vring[MOST];
    private final LoopDescriptor[] kicks = new LoopDescriptor[MOST];
    private boolean left;

    /** @param broken told when an event cannot be waited for, or the guest has done what none may */
    VhostRings(EventLoop loop, GuestMemory memory, ScsiQueues queues, Consumer<String> broken) {
        this.loop = loop;
        this.memory = memory;
        this.queues = queues;
        this.broken = broken;
        for (int i = 0; i < MOST; i++) {
            rings[i] = new Vring(i);
        }
    }

    Vring ring(int index) throws GuestException {
        if (index < 0 || index >= MOST) {
            throw new GuestException("queue " + index + "; there are " + MOST);
        }
        return rings[index];
    }

    /** The guest's memory is mapped anew. */
    void relocate() throws GuestException {
        for (Vring ring : rings) {
            ring.relocate(memory);
        }
    }

    /** @param event that the guest signals when it has made something available; taken */
    void kick(Vring ring, Descriptor event) throws GuestException {
        ring.kick = event;
        await(ring.index, event);
        look(ring.index);
    }

    private void await(int index, Descriptor event) {
        LoopDescriptor.register(loop, event, () -> kicked(index), broken)
                .whenComplete((handle, failure) -> registered(index, event, handle, failure));
    }

    private void registered(int index, Descriptor waited, LoopDescriptor handle, Throwable failure) {
        if (failure != null) {
            broken.accept("a queue's event cannot be waited for: " + failure.getMessage());
        } else if (rings[index].kick == waited) {
            kicks[index] = handle;
        } else {
            handle.cancel();
            if (!left) {
                waited.close();
            }
        }
    }

    /** @param event that interrupts the guest, taken; {@code null} for none */
    static void call(Vring ring, Descriptor event) {
        if (ring.call != null) {
            ring.call.close();
        }
        ring.call = event;
        if (event != null) {
            // What was used while nobody could be called.
            event.signal();
        }
    }

    private void kicked(int index) {
        if (rings[index].kick != null) {
            rings[index].kick.drain();
            try {
                look(index);
            } catch (GuestException e) {
                broken.accept(e.getMessage());
            }
        }
    }

    /** Takes what is available in a ring. */
    void look(int index) throws GuestException {
        if (rings[index].isReady()) {
            queues.take(index, rings[index]);
        }
    }

    /** Nothing is taken from a ring any more. */
    void stop(int index) {
        forgetKick(index);
        rings[index].enabled = false;
    }

    void stopAll() {
        for (int i = 0; i < MOST; i++) {
            stop(i);
        }
    }

    /** The event of a ring is not its any more. */
    void forgetKick(int index) {
        Descriptor kick = rings[index].kick;
        rings[index].kick = null;
        stopWaiting(index);
        if (kick != null) {
            kick.close();
        }
    }

    private void stopWaiting(int index) {
        if (kicks[index] != null) {
            kicks[index].cancel();
            kicks[index] = null;
        }
    }

    void close() {
        stopAll();
        for (Vring ring : rings) {
            ring.close();
        }
    }

    // From one revision of the driver to the next

    /** What is made available from now on waits. */
    void rest() {
        for (int i = 0; i < MOST; i++) {
            stopWaiting(i);
        }
    }

    /** Of those that are in use. */
    List<VhostState.Ring> state() {
        return Stream.of(rings).filter(Vring::isInUse).map(Vring::state).toList();
    }

    /** Lets go of the rings; their events are given, by what they are for. */
    Map<String, Descriptor> leave() {
        left = true;
        Map<String, Descriptor> events = new HashMap<>();
        for (Vring ring : rings) {
            if (ring.kick != null) {
                events.put(KICK + ring.index, ring.kick);
                ring.kick = null;
            }
            if (ring.call != null) {
                events.put(CALL + ring.index, ring.call);
                ring.call = null;
            }
            ring.detach();
        }
        return events;
    }

    /**
     * Goes on with the rings of an earlier revision; nothing is taken from them before {@link #begin}.
     *
     * @param descriptors what is used of them is removed, and taken
     */
    void recall(List<VhostState.Ring> states, Map<String, Descriptor> descriptors)
            throws GuestException, LinuxException {
        for (VhostState.Ring state : states) {
            Vring ring = ring(state.index());
            if (state.kick()) {
                ring.kick = event(descriptors, KICK + state.index());
            }
            if (state.call()) {
                ring.call = event(descriptors, CALL + state.index());
            }
            ring.recall(state, memory);
        }
    }

    private static Descriptor event(Map<String, Descriptor> descriptors, String role)
            throws GuestException, LinuxException {
        Descriptor event = descriptors.get(role);
        if (event == null) {
            throw new GuestException("its state without the event " + role);
        }
        verify(event);
        return descriptors.remove(role);
    }

    /**
     * Has an event never wait.
     *
     * @throws GuestException when it is something else: reading or writing that might hold up the loop
     */
    static void verify(Descriptor event) throws GuestException, LinuxException {
        if (!event.isEvent()) {
            throw new GuestException("a descriptor that is no event (eventfd)");
        }
        event.neverWaits();
    }

    /** Waits for all events, takes what is there, and interrupts the guest: nobody knows what was signalled meanwhile. */
    void begin() throws GuestException {
        for (Vring ring : rings) {
            if (ring.kick != null) {
                await(ring.index, ring.kick);
            }
            look(ring.index);
            ring.signal();
        }
    }
}
