package org.scst.local.internal.vhost;

import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.local.internal.block.Inventory;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.nexus.LostCommands;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the queues of a guest's SCSI adapter mean (VIRTIO 1.2 5.6): queue 0 controls, queue 1 is told of events, all others take
 * commands.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class ScsiQueues {
    private static final Logger LOG = LoggerFactory.getLogger(ScsiQueues.class);
    static final int CONTROL = 0;
    static final int EVENT = 1;
    private static final int BATCH = 64;
    static final int MOST_WAITING_EVENTS = 256;
    private static final int TMF = 0;
    private static final int TMF_LENGTH = 24;
    private static final int ASYNCHRONOUS_LENGTH = 16;
    private static final TaskManagementFunction[] FUNCTIONS = {
        TaskManagementFunction.ABORT_TASK,
        TaskManagementFunction.ABORT_TASK_SET,
        TaskManagementFunction.CLEAR_ACA,
        TaskManagementFunction.CLEAR_TASK_SET,
        TaskManagementFunction.I_T_NEXUS_RESET,
        TaskManagementFunction.LOGICAL_UNIT_RESET,
        TaskManagementFunction.QUERY_TASK,
        TaskManagementFunction.QUERY_TASK_SET
    };

    private final EventLoop loop;
    private final Sender sender;
    private final GuestMemory memory;
    private final Consumer<String> broken;
    private final Set<Vring> toSignal = new HashSet<>();
    private final Set<ScsiRequest> inProgress = new HashSet<>();
    private final Set<Vring.Chain> functions = new HashSet<>();
    private final LostCommands lost = new LostCommands();
    private final Set<Long> aborted = new HashSet<>();
    private final Deque<ScsiEvent> events = new ArrayDeque<>();
    private final Deque<Runnable> idle = new ArrayDeque<>();
    private Vring eventRing;
    /** As REPORT LUNS has them. */
    private Set<Long> known = Set.of();

    /** Whether that is so: REPORT LUNS has been asked for, and has succeeded. */
    private boolean learned;

    private boolean asked;
    private boolean missed;
    private boolean signalling;
    private boolean open = true;

    /** @param broken told on the loop, once, when the guest's memory cannot be touched any more: it may have been cut away */
    ScsiQueues(Sender sender, GuestMemory memory, Consumer<String> broken) {
        this.loop = sender.loop();
        this.sender = sender;
        this.memory = memory;
        this.broken = broken;
    }

    /** Commands and task management functions that have not ended: their answers go to the guest's memory. */
    int inProgress() {
        return inProgress.size() + functions.size();
    }

    /** Whether something is in progress, or was to follow when nothing is any more. */
    boolean isBusy() {
        return inProgress() > 0 || !idle.isEmpty();
    }

    /** What the driver's next revision must know. */
    VhostState.Scsi state() {
        List<VhostState.Unanswered> unanswered = new ArrayList<>();
        inProgress.forEach(request -> unanswered.add(request.unanswered()));
        functions.forEach(chain -> unanswered.add(new VhostState.Unanswered(CONTROL, chain.head())));
        // What the next revision cannot compare with what it finds the guest has to look at by itself.
        boolean unknown = asked && !learned;
        return new VhostState.Scsi(
                asked && learned, missed || unknown, List.copyOf(known), List.copyOf(events), unanswered);
    }

    /**
     * Goes on where an earlier revision has stood. What that has taken and not answered ends as if its nexus had been reset, when core is
     * through with it: guests repeat that.
     *
     * @param rings by their numbers
     */
    void resume(VhostState.Scsi state, Rings rings) throws GuestException {
        learned = state.asked();
        asked = learned || !state.unanswered().isEmpty();
        missed = state.missed();
        known = new HashSet<>(state.known());
        if (state.events().size() > MOST_WAITING_EVENTS) {
            throw new GuestException(state.events().size() + " events that wait");
        }
        events.addAll(state.events());
        sender.resume();
        for (VhostState.Unanswered one : state.unanswered()) {
            Vring ring = rings.ring(one.ring());
            Vring.Chain chain = ring.again(one.head(), memory);
            if (one.ring() == CONTROL) {
                control(ring, chain);
            } else {
                ScsiRequest request = ScsiRequest.of(this, ring, chain);
                inProgress.add(request);
                lost.add(request);
            }
        }
        if (asked) {
            Inventory.all(sender, this::resumed);
        }
        sender.batchEnded();
    }

    /** What has come or gone meanwhile is known, and core is through with what was lost: it holds up what is sent until then. */
    private void resumed(Optional<List<Long>> luns) {
        if (learned) {
            compare(luns);
        } else {
            learned(luns);
        }
        lost.end("its driver has withdrawn");
    }

    /** Rings by their numbers. */
    @FunctionalInterface
    interface Rings {
        /** @throws GuestException when there is none of that number */
        Vring ring(int index) throws GuestException;
    }

    /** Takes what the guest has made available in a queue, and goes on later when that is much. */
    void take(int index, Vring ring) throws GuestException {
        if (index == EVENT) {
            eventRing = ring;
            tell();
            signal();
            return;
        }
        if (!asked) {
            learn();
        }
        for (int i = 0; i < BATCH; i++) {
            Vring.Chain chain = ring.next(memory);
            if (chain == null) {
                sender.batchEnded();
                return;
            }
            if (index == CONTROL) {
                control(ring, chain);
            } else {
                command(ring, chain);
            }
        }
        sender.batchEnded();
        ring.kick.signal();
    }

    private void command(Vring ring, Vring.Chain chain) throws GuestException {
        ScsiRequest request = ScsiRequest.of(this, ring, chain);
        inProgress.add(request);
        if (VirtioLun.isHere(chain.readable().bytes(0, VirtioLun.LENGTH), 0)) {
            sender.submit(request);
        } else {
            request.refuse(ScsiRequest.BAD_TARGET);
        }
    }

    void ended(ScsiRequest request) {
        inProgress.remove(request);
        oneEnded();
    }

    private void oneEnded() {
        if (inProgress() == 0 && !idle.isEmpty()) {
            loop.execute(this::idle);
        }
    }

    private void idle() {
        signal();
        while (inProgress() == 0 && !idle.isEmpty()) {
            idle.remove().run();
        }
    }

    /** Runs when nothing is in progress. */
    void onIdle(Runnable task) {
        idle.add(task);
        oneEnded();
    }

    /** Whether the guest has asked for the end of just this command. */
    boolean isAborted(long identifier) {
        return aborted.contains(identifier);
    }

    /** A chain has been served; the guest is interrupted once for all of a batch. */
    void used(Vring ring, Vring.Chain chain, long written) {
        ring.used(chain, written);
        toSignal.add(ring);
        if (!signalling) {
            signalling = true;
            loop.execute(this::signal);
        }
    }

    private void signal() {
        signalling = false;
        touch(() -> toSignal.forEach(Vring::signal));
        toSignal.clear();
    }

    /** Whether the guest's memory is there as far as is known, and may be touched. */
    boolean isOpen() {
        return open;
    }

    /**
     * Does what touches the guest's memory, where its errors would meet core or the loop: they end the connection, afterwards, and
     * nothing is touched until then.
     *
     * @return whether it was done
     */
    boolean touch(Runnable access) {
        if (!open) {
            return false;
        }
        try {
            access.run();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("The memory of a guest cannot be touched", e);
            open = false;
            loop.execute(() -> broken.accept("its memory cannot be touched: " + e));
            return false;
        }
    }

    private void control(Vring ring, Vring.Chain chain) throws GuestException {
        long length = chain.readable().length();
        if (length < ASYNCHRONOUS_LENGTH || chain.writable().length() == 0) {
            throw new GuestException("a control request of " + length + " bytes");
        }
        ByteBuffer head =
                ByteBuffer.wrap(chain.readable().bytes(0, ASYNCHRONOUS_LENGTH)).order(ByteOrder.LITTLE_ENDIAN);
        int type = head.getInt();
        if (type != TMF || length < TMF_LENGTH) {
            // Asynchronous notifications of media (type 1 and 2): none are supported.
            boolean known = type == 1 || type == 2;
            chain.writable().write(0, new byte[] {0, 0, 0, 0, (byte) (known ? 0 : ScsiRequest.FAILURE)});
            used(ring, chain, 5);
            return;
        }
        int subtype = head.getInt();
        byte[] request = chain.readable().bytes(0, TMF_LENGTH);
        if (subtype < 0 || subtype >= FUNCTIONS.length) {
            answer(ring, chain, 11);
        } else if (!VirtioLun.isHere(request, 8)) {
            answer(ring, chain, ScsiRequest.BAD_TARGET);
        } else {
            long identifier =
                    ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
            if (FUNCTIONS[subtype] == TaskManagementFunction.ABORT_TASK) {
                aborted.add(identifier);
            }
            functions.add(chain);
            sender.manage(
                    FUNCTIONS[subtype],
                    VirtioLun.bytes(request, 8),
                    identifier,
                    response -> lost.then(() -> {
                        functions.remove(chain);
                        aborted.remove(identifier);
                        answer(ring, chain, code(response));
                        oneEnded();
                    }));
        }
    }

    private static int code(ServiceResponse response) {
        return switch (response) {
            case FUNCTION_COMPLETE, TASK_DOES_NOT_EXIST -> 0;
            case FUNCTION_SUCCEEDED -> 10;
            case FUNCTION_REJECTED, FUNCTION_NOT_SUPPORTED -> 11;
            case INCORRECT_LOGICAL_UNIT_NUMBER -> 12;
            case SERVICE_DELIVERY_OR_TARGET_FAILURE -> ScsiRequest.FAILURE;
        };
    }

    private void answer(Vring ring, Vring.Chain chain, int response) {
        touch(() -> {
            chain.writable().write(0, new byte[] {(byte) response});
            used(ring, chain, 1);
        });
    }

    // Events

    private void learn() {
        asked = true;
        Inventory.all(sender, this::learned);
        sender.batchEnded();
    }

    private void learned(Optional<List<Long>> luns) {
        luns.ifPresent(all -> {
            known = new HashSet<>(all);
            learned = true;
        });
    }

    /** What core reports; the guest looks by itself what has become of it. */
    boolean reported(long lun, Sense sense) {
        if (!open) {
            return false;
        }
        if (sense.additional() == AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED) {
            Inventory.all(sender, this::compare);
            sender.batchEnded();
        } else {
            int reason = sense.additional().asc() | sense.additional().ascq() << 8;
            event(ScsiEvent.PARAMETER_CHANGE, asReported(lun), reason);
        }
        return true;
    }

    /** The guest knows a logical unit by the addressing that REPORT LUNS has used. */
    private long asReported(long lun) {
        int number = LogicalUnitNumber.number(lun);
        return known.stream()
                .filter(one -> LogicalUnitNumber.number(one) == number)
                .findFirst()
                .orElse(lun);
    }

    private void compare(Optional<List<Long>> now) {
        if (now.isEmpty() || !learned) {
            learned(now);
            missed();
            return;
        }
        Set<Long> before = known;
        known = new HashSet<>(now.get());
        before.stream()
                .filter(lun -> !known.contains(lun))
                .forEach(lun -> event(ScsiEvent.TRANSPORT_RESET, lun, ScsiEvent.REMOVED));
        known.stream()
                .filter(lun -> !before.contains(lun))
                .forEach(lun -> event(ScsiEvent.TRANSPORT_RESET, lun, ScsiEvent.RESCAN));
    }

    private void event(int event, long lun, int reason) {
        if (LogicalUnitNumber.number(lun) < 0 || events.size() == MOST_WAITING_EVENTS) {
            missed();
            return;
        }
        events.add(new ScsiEvent(event, lun, reason));
        tellNow();
    }

    private void missed() {
        missed = true;
        tellNow();
    }

    private void tellNow() {
        touch(() -> {
            try {
                tell();
            } catch (GuestException e) {
                // The next kick finds the same, and ends the connection.
                missed = true;
            }
        });
    }

    private void tell() throws GuestException {
        while (open && eventRing != null && (missed || !events.isEmpty())) {
            Vring.Chain chain = eventRing.next(memory);
            if (chain == null) {
                return;
            }
            // That events were missed is told even when none follows (VIRTIO_SCSI_T_NO_EVENT).
            byte[] event =
                    events.isEmpty() ? ScsiEvent.onlyMissed() : events.remove().bytes(missed);
            missed = false;
            used(eventRing, chain, chain.writable().write(0, event));
        }
    }

    /** The guest's memory is touched no more. */
    void close() {
        open = false;
        eventRing = null;
        toSignal.clear();
        idle.clear();
    }
}
