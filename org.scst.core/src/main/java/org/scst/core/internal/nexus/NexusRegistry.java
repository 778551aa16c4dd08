package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.scst.core.internal.fence.Fence;
import org.scst.core.target.NexusDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All nexuses, and the rule that none of an initiator begins work before every command of its earlier ones has left: an old
 * WRITE must not land after a new session has overwritten its blocks.
 *
 * <p><i>Threading:</i> thread-safe; its lock is taken when nexuses come and go, never by a command.
 */
public final class NexusRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(NexusRegistry.class);
    private final ScheduledExecutorService clock;
    private final Executor control;
    private final Set<ItNexus> all = new LinkedHashSet<>();
    private final Map<String, List<ItNexus>> leaving = new HashMap<>();
    private final Map<String, List<ItNexus>> waiting = new HashMap<>();
    /** Weak: an event loop may end, and its class with its bundle. */
    private final Map<Executor, Integer> slots = new WeakHashMap<>();

    private int nextSlot;
    private volatile NexusObserver observer = NexusObserver.NOBODY;

    /**
     * @param clock for deadlines
     * @param control where parked nexuses live, one task after another
     */
    public NexusRegistry(ScheduledExecutorService clock, Executor control) {
        this.clock = clock;
        this.control = control;
    }

    /** Who is told when nexuses come and go. */
    public void observer(NexusObserver next) {
        observer = next;
    }

    Executor control() {
        return control;
    }

    void after(long millis, Runnable task) {
        clock.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** A number for each executor, so that each event loop has its own counters and caches. */
    synchronized int slot(Executor executor) {
        return slots.computeIfAbsent(executor, e -> nextSlot++ % Fence.SLOTS);
    }

    /** Adds a nexus; returns whether it may go live at once. */
    boolean add(ItNexus nexus) {
        observer.opened(nexus, nexus.description(), false);
        return added(nexus);
    }

    /** The initiator of a parked nexus is back. */
    void resumed(ItNexus nexus, NexusDescription description) {
        observer.opened(nexus, description, true);
    }

    private synchronized boolean added(ItNexus nexus) {
        all.add(nexus);
        String initiator = nexus.description().initiatorName();
        if (!leaving.containsKey(initiator)) {
            return true;
        }
        waiting.computeIfAbsent(initiator, name -> new ArrayList<>()).add(nexus);
        return false;
    }

    synchronized void leaving(ItNexus nexus) {
        List<ItNexus> others = leaving.computeIfAbsent(nexus.description().initiatorName(), name -> new ArrayList<>());
        if (!others.contains(nexus)) {
            others.add(nexus);
        }
    }

    void gone(ItNexus nexus) {
        observer.ended(nexus);
        for (ItNexus successor : remove(nexus)) {
            post(successor, successor::goLive);
        }
        nexuses().stream().filter(ItNexus::restrained).forEach(other -> post(other, other::queueChanged));
    }

    private synchronized List<ItNexus> remove(ItNexus nexus) {
        String initiator = nexus.description().initiatorName();
        all.remove(nexus);
        List<ItNexus> others = leaving.getOrDefault(initiator, new ArrayList<>());
        others.remove(nexus);
        List<ItNexus> patient = waiting.getOrDefault(initiator, new ArrayList<>());
        patient.remove(nexus);
        if (!others.isEmpty()) {
            return List.of();
        }
        leaving.remove(initiator);
        List<ItNexus> successors = List.copyOf(patient);
        waiting.remove(initiator);
        return successors;
    }

    /** Every nexus, oldest first. */
    public synchronized List<ItNexus> nexuses() {
        return List.copyOf(all);
    }

    /** One event loop that is shut down must not keep others from what is theirs. */
    private static void post(ItNexus nexus, Runnable task) {
        try {
            nexus.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.warn(
                    "The event loop of {} is shut down before it was lost",
                    nexus.description().initiatorName());
        }
    }

    /** Has every nexus with commands in flight look for owners that are late. */
    public void sweep() {
        for (ItNexus nexus : nexuses()) {
            if (nexus.commandsInFlight() > 0) {
                post(nexus, nexus::sweep);
            }
        }
    }
}
