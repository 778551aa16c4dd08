package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.TargetMaps;
import org.scst.core.internal.spool.SpooledNexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.OutOfResourcesException;
import org.scst.core.target.PortDescription;

/**
 * A target port as core keeps it, whether or not a driver holds it now: its LUN maps, its identifier, its nexuses by key.
 *
 * <p><i>Threading:</i> thread-safe; its lock is taken when nexuses come and go.
 */
public final class PortState {
    /** Initiators that log in again do so after iSCSI's DefaultTime2Wait of 2 s at the latest, then each second. */
    private static final long RETURN_MILLIS = 5000;

    private final TargetMaps maps;
    private final int relativePortIdentifier;
    private final NexusRegistry registry;
    private final NexusEnvironment environment;
    private final Map<String, ItNexus> nexuses = new HashMap<>();
    private volatile PortDescription description;
    private volatile boolean registered;
    private volatile Consumer<ItNexus> holder = nexus -> {};

    /**
     * @param maps of its target
     * @param relativePortIdentifier 1 to 65535, kept across restarts
     */
    public PortState(
            TargetMaps maps, int relativePortIdentifier, NexusRegistry registry, NexusEnvironment environment) {
        this.maps = maps;
        this.relativePortIdentifier = relativePortIdentifier;
        this.registry = registry;
        this.environment = environment;
    }

    /** LUN maps of its target. */
    public TargetMaps maps() {
        return maps;
    }

    /** RELATIVE TARGET PORT IDENTIFIER. */
    public int relativePortIdentifier() {
        return relativePortIdentifier;
    }

    /** What the driver said of it; {@code null} before it was registered. */
    public PortDescription description() {
        return description;
    }

    /** Whether a driver holds it. */
    public boolean registered() {
        return registered;
    }

    /**
     * A driver has it now.
     *
     * @param forget told of each nexus that has ended, on that one's executor
     */
    void register(PortDescription by, Consumer<ItNexus> forget) {
        description = by;
        holder = forget;
        registered = true;
    }

    /** How many unsolicited bytes of each command have a place, if a nexus of this key is opened or resumed now. */
    synchronized int unsolicitedBytes(String key, NexusDescription.Queue wanted) {
        ItNexus earlier = nexuses.get(key);
        return earlier != null && earlier.state() == NexusState.PARKED
                ? earlier.unsolicitedBytes(wanted)
                : UnsolicitedShare.each(environment.unsolicited(), 0, wanted);
    }

    /** Opens, resumes or replaces the nexus of this key. */
    synchronized NexusHandle open(NexusDescription who, NexusTransport transport, Executor executor) {
        ItNexus earlier = nexuses.get(who.key());
        if (earlier != null && earlier.state() == NexusState.PARKED && earlier.claim()) {
            NexusHandle again = NexusHandle.resuming(earlier);
            earlier.execute(() -> earlier.resume(who, transport, executor, again::live));
            registry.resumed(earlier, who);
            return again;
        }
        ItNexus nexus = new ItNexus(this, who, transport, executor, registry.slot(executor), environment);
        if (!nexus.settleQueue()) {
            throw new OutOfResourcesException(who.initiatorName());
        }
        if (earlier != null) {
            nexus.reinstates();
            registry.leaving(earlier);
            earlier.execute(() -> {
                earlier.transport().closeNexus("session reinstatement");
                earlier.lost("reinstated by a new session");
            });
        }
        List<ItNexus> left = leftBehindBy(nexus);
        left.forEach(registry::leaving);
        nexuses.put(who.key(), nexus);
        if (registry.add(nexus)) {
            nexus.goLive();
        }
        left.forEach(other -> other.execute(() -> other.lost("its initiator has logged in anew")));
        return new NexusHandle(nexus);
    }

    /**
     * Some initiators log in under another key each time, and would meet their own reservations at what they have left parked.
     * As soon as one has as many new nexuses as it has parked ones, those are given up; fewer of them are waited for a while.
     *
     * @return those to be given up; nobody else may resume them
     */
    private List<ItNexus> leftBehindBy(ItNexus nexus) {
        String initiator = nexus.description().initiatorName();
        List<ItNexus> same = nexuses.values().stream()
                .filter(other -> other.description().initiatorName().equals(initiator))
                .toList();
        List<ItNexus> parked = same.stream()
                .filter(other -> other.state() == NexusState.PARKED)
                .toList();
        long fresh = 1 + same.stream().filter(other -> other.parkings() == 0).count();
        if (fresh >= parked.size()) {
            return parked.stream().filter(ItNexus::claim).toList();
        }
        parked.forEach(other -> giveUpAfter(RETURN_MILLIS, other));
        return List.of();
    }

    void leaving(ItNexus nexus) {
        registry.leaving(nexus);
    }

    void gone(ItNexus nexus) {
        synchronized (this) {
            nexuses.remove(nexus.description().key(), nexus);
        }
        holder.accept(nexus);
        registry.gone(nexus);
    }

    /** Its nexuses. */
    public synchronized List<ItNexus> nexuses() {
        return new ArrayList<>(nexuses.values());
    }

    /** The driver has withdrawn: nexuses wait for its next revision, and are lost when it does not come in time. */
    void park() {
        registered = false;
        for (ItNexus nexus : nexuses()) {
            nexus.execute(() -> nexus.park(registry.control()));
        }
    }

    /**
     * A nexus of before a planned restart waits here for its initiator port, and is lost when that does not come in time. Called
     * where parked nexuses live.
     *
     * @param served ends when initiators can log in: from then on its time runs
     */
    public void restore(SpooledNexus spooled, CompletionStage<?> served) {
        ItNexus nexus;
        synchronized (this) {
            if (nexuses.containsKey(spooled.key())) {
                return;
            }
            Executor own = registry.control();
            NexusDescription who = new NexusDescription(
                    spooled.key(),
                    spooled.initiatorName(),
                    spooled.initiatorPort(),
                    "not since the restart",
                    true,
                    false,
                    NexusDescription.Queue.UNBOUNDED,
                    spooled.groupName());
            nexus = new ItNexus(this, who, GoneTransport.INSTANCE, own, registry.slot(own), environment);
            nexus.restore(spooled);
            nexuses.put(spooled.key(), nexus);
        }
        registry.add(nexus);
        served.whenComplete((open, failure) -> parked(nexus));
    }

    /** A nexus is parked now; its time runs. */
    void parked(ItNexus nexus) {
        giveUpAfter(environment.limits().parked().toMillis(), nexus);
    }

    private void giveUpAfter(long millis, ItNexus nexus) {
        long parking = nexus.parkings();
        registry.after(
                millis,
                () -> nexus.execute(() -> {
                    if (nexus.parkings() == parking) {
                        nexus.giveUp();
                    }
                }));
    }

    /** The port is withdrawn: its nexuses are lost. */
    void close() {
        registered = false;
        for (ItNexus nexus : nexuses()) {
            nexus.execute(() -> {
                nexus.transport().closeNexus("target removed");
                nexus.lost("target removed");
            });
        }
    }

    /** These groups have other maps: their nexuses are told at once, not only with their next command. */
    public void remapped(Set<InitiatorGroup> groups) {
        for (ItNexus nexus : nexuses()) {
            if (groups.contains(nexus.group())) {
                nexus.execute(nexus::noticeInventory);
            }
        }
    }

    /** The LUN maps' groups have changed: every nexus looks for its group again. */
    public void regroup() {
        nexuses().forEach(ItNexus::regroup);
    }
}
