package org.scst.core.internal.logicalunit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.buffer.DeviceMemory;
import org.scst.core.internal.buffer.PoolBuffer;
import org.scst.core.internal.execution.BlockingContext;
import org.scst.core.internal.fence.Fence;
import org.scst.core.internal.logicalunit.TaskSetRules.QueueError;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.internal.statistics.CommandStatistics;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TimeoutClass;

/**
 * A logical unit as the way of a command sees it: one snapshot to be judged by, one fence, one context for what blocks, one
 * budget. It lives as long as its configuration file, whatever becomes of its handler.
 *
 * <p><i>Threading:</i> thread-safe. Snapshots are read through one volatile; changes are made under a lock that no command
 * takes.
 */
public final class LogicalUnit {
    /**
     * What a command of the medium gets while storage has not answered within its deadline: initiators try again for a while,
     * where CAUSE NOT REPORTABLE would be an I/O error at once.
     */
    static final Outcome HUNG =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);

    /** Commands that may wait for a device's handler: each keeps its place and perhaps a buffer. */
    public static final int MOST_WAITING = 1024;

    private final String name;
    private final Fence fence;
    private final Budget budget;
    private final BlockingContext execution;
    private final Set<NexusAttachment> attachments = ConcurrentHashMap.newKeySet();
    private final Set<Object> preventing = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger detached = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final RodTokens rodTokens = new RodTokens();
    private final CommandStatistics gone = new CommandStatistics();
    private volatile LogicalUnitView view;
    private volatile Runnable resetAction = () -> {};
    private volatile boolean taskAbortedStatus;
    private volatile boolean descriptorSense;
    private volatile AdditionalSense resting;
    private volatile Supplier<List<DesignationDescriptor>> designators = List::of;
    private volatile LogicalUnitObserver observer = LogicalUnitObserver.NOBODY;
    private volatile DeviceMemory memory;
    private volatile Function<TimeoutClass, Duration> timeLimit = allowed -> null;
    private volatile Consumer<Runnable> deviceReset = Runnable::run;
    private Outcome mediumNotReady;
    /** A PERSISTENT RESERVE OUT is under way: no RESERVE comes between its judgement and its effect. */
    private boolean registering;
    /** Made when it is first asked for: nearly no logical unit ever has one. */
    private SharedTaskSet sharedTaskSet;

    /**
     * @param name unique name of the device
     * @param budget for buffers of its commands
     * @param execution its own context
     * @param view first snapshot
     */
    public LogicalUnit(String name, Fence fence, Budget budget, BlockingContext execution, LogicalUnitView view) {
        this.name = name;
        this.fence = fence;
        this.budget = budget;
        this.execution = execution;
        this.view = view;
        this.mediumNotReady = view.notReady();
    }

    /** Unique name of the device. */
    public String name() {
        return name;
    }

    /** What holds now. */
    public LogicalUnitView view() {
        return view;
    }

    /**
     * Reads what a command needs of it, but for its handler; the result means nothing.
     *
     * @param slot by which the command will enter the fence
     */
    public int glance(int slot) {
        return fence.glance(slot) + (int) budget.reserved() + (view.notReady() == null ? 0 : 1);
    }

    /** What designates it, whatever port it is seen by. */
    public List<DesignationDescriptor> designators() {
        return designators.get();
    }

    /** Sets who knows what designates it. */
    public void designators(Supplier<List<DesignationDescriptor>> known) {
        designators = known;
    }

    /** What was promised of its content. */
    public RodTokens rodTokens() {
        return rodTokens;
    }

    /** Entered by every command of the medium before it is processed. */
    public Fence fence() {
        return fence;
    }

    /** Bounds the buffers of its commands. */
    public Budget budget() {
        return budget;
    }

    /** Grants for the data of a command, from memory of its own while it has such: as {@link BufferPool#grant}. */
    public PoolBuffer grant(int slot, int length, BufferPool otherwise) {
        DeviceMemory own = memory;
        return own == null ? otherwise.grant(slot, length, budget) : own.pool().grant(slot, length, budget, otherwise);
    }

    /** New memory of its own: buffers come from there from now on, and from what it had before no more. */
    public DeviceMemory newMemory() throws IOException {
        lock.lock();
        try {
            closeMemory();
            memory = new DeviceMemory(name);
            return memory;
        } finally {
            lock.unlock();
        }
    }

    /** Gives memory of its own back that has not been needed for a while. */
    public void trimMemory(long nowNanos) {
        DeviceMemory own = memory;
        if (own != null) {
            own.pool().trim(nowNanos);
        }
    }

    /** It is gone for good: memory of its own goes with the last buffer. */
    public void closeMemory() {
        DeviceMemory own = memory;
        memory = null;
        if (own != null) {
            own.close();
        }
    }

    /** Where its blocking work runs. */
    public BlockingContext execution() {
        return execution;
    }

    /** Counters since its creation, over all nexuses; a copy. */
    public CommandStatistics statistics() {
        CommandStatistics sum = new CommandStatistics();
        synchronized (gone) {
            sum.add(gone);
        }
        attachments.forEach(attachment -> sum.add(attachment.statistics()));
        return sum;
    }

    /** Replaces the snapshot; readiness is set by {@link #notReady} only. */
    public void change(UnaryOperator<LogicalUnitView> change) {
        lock.lock();
        try {
            view = change.apply(view).notReady(detached.get() > 0 ? HUNG : mediumNotReady);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets what commands of the medium get from now on; {@code null} when they are processed. Commands that wait at the closed
     * fence are answered with it.
     */
    public void notReady(Outcome outcome) {
        lock.lock();
        try {
            mediumNotReady = outcome;
        } finally {
            lock.unlock();
        }
        change(v -> v);
        if (outcome != null && fence.closed()) {
            wakeAll();
        }
    }

    /** A command was detached: storage has not answered within its deadline. */
    public void commandDetached() {
        int owed = detached.incrementAndGet();
        change(v -> v);
        if (owed == 1) {
            observer.hung(owed);
        }
    }

    /** A detached command has come back after all. */
    public void detachedCommandReturned() {
        int owed = detached.decrementAndGet();
        change(v -> v);
        if (owed == 0) {
            observer.recovered();
        }
    }

    /** A write of this initiator found no space. */
    public void mediumFull(String initiator) {
        observer.mediumFull(initiator);
    }

    /** Who is told what befalls it. */
    public void observer(LogicalUnitObserver next) {
        observer = next;
    }

    /** A command would wait at the fence; {@code false} when {@value #MOST_WAITING} do. */
    public boolean commandWaits() {
        if (waiting.incrementAndGet() <= MOST_WAITING) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    /** One that waited goes on, or ends. */
    public void commandWaitsNoLonger() {
        waiting.decrementAndGet();
    }

    /** Commands that wait at the fence. */
    public int waitingCommands() {
        return waiting.get();
    }

    /** Commands that storage still owes. */
    public int detachedCommands() {
        return detached.get();
    }

    /**
     * Reserves for a nexus (RESERVE).
     *
     * @return whether nobody else holds it, and nobody is registered
     */
    public boolean reserve(Object nexus) {
        lock.lock();
        try {
            boolean held = view.reservedBy() != null && view.reservedBy() != nexus;
            if (held || registering || view.persistent() != null) {
                return false;
            }
            view = view.reservedBy(nexus);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A PERSISTENT RESERVE OUT begins; it ends with {@link #registered}.
     *
     * @return {@code false} when a RESERVE is held, by whomever: then nothing begins
     */
    public boolean beginRegistering() {
        lock.lock();
        try {
            registering = view.reservedBy() == null;
            return registering;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a PERSISTENT RESERVE OUT: commands are judged by this state from now on. */
    public void registered(ReservationState state) {
        lock.lock();
        try {
            registering = false;
            view = view.persistent(state);
        } finally {
            lock.unlock();
        }
    }

    /** Drops the reservation if {@code nexus} holds it; {@code null} drops anybody's. */
    public void release(Object nexus) {
        lock.lock();
        try {
            if (nexus == null || view.reservedBy() == nexus) {
                view = view.reservedBy(null);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets whether a nexus prevents the removal of the medium (PREVENT ALLOW MEDIUM REMOVAL); the nexus's loss and a reset end it.
     */
    public void preventRemoval(Object nexus, boolean prevent) {
        if (prevent) {
            preventing.add(nexus);
        } else {
            preventing.remove(nexus);
        }
    }

    /** Whether this nexus prevents the removal of the medium. */
    public boolean preventsRemoval(Object nexus) {
        return preventing.contains(nexus);
    }

    /** Whether some nexus prevents the removal of the medium. */
    public boolean removalPrevented() {
        return !preventing.isEmpty();
    }

    /** A nexus has its first command here. */
    public void attach(NexusAttachment attachment) {
        attachments.add(attachment);
    }

    /** A nexus is gone, or has another logical unit at its LUN. */
    public void detach(NexusAttachment attachment) {
        if (attachments.remove(attachment)) {
            synchronized (gone) {
                gone.add(attachment.statistics());
            }
        }
    }

    /** Establishes a unit attention condition for every nexus but {@code except}'s ({@code null}: for all). */
    public void establish(Object except, Sense condition) {
        establish(except, condition, () -> {});
    }

    /** As before; {@code done} runs once each of them will be told with its next command, on any thread, maybe before this returns. */
    public void establish(Object except, Sense condition, Runnable done) {
        AtomicInteger pending = new AtomicInteger(1);
        Runnable established = () -> {
            if (pending.decrementAndGet() == 0) {
                done.run();
            }
        };
        attachments.forEach(attachment -> {
            pending.incrementAndGet();
            attachment.establishUnlessFrom(except, condition, established);
        });
        established.run();
    }

    /** As {@link #establish(Object, Sense)} for all, and told at once as an asynchronous event where a transport has such a thing. */
    public void announce(Sense condition) {
        announce(null, condition);
    }

    /** As {@link #announce(Sense)}, but not to {@code except}'s nexus. */
    public void announce(Object except, Sense condition) {
        attachments.forEach(attachment -> attachment.announceUnlessFrom(except, condition));
    }

    /** Calls {@code action} for each attached nexus. */
    public void forEachAttachment(Consumer<NexusAttachment> action) {
        attachments.forEach(action);
    }

    /** Sets what the device server has to say of time limits, and how it resets the device itself. */
    public void of(Function<TimeoutClass, Duration> limits, Consumer<Runnable> reset) {
        timeLimit = limits;
        deviceReset = reset;
    }

    /** How long its device server may take for a command; {@code null} as configured for all. */
    public Duration timeLimit(TimeoutClass allowed) {
        return timeLimit.apply(allowed);
    }

    /** Resets the device itself, where there is one; {@code done} runs on any thread, maybe before this returns. */
    public void resetDevice(Runnable done) {
        deviceReset.accept(done);
    }

    /** What a reset does besides ending commands: saved mode pages become current again. */
    public void onReset(Runnable action) {
        resetAction = action;
    }

    /** All commands have ended for a reset, and every nexus was told: drops the reservation and what else a reset undoes. */
    public void reset() {
        release(null);
        preventing.clear();
        resetAction.run();
    }

    /** Sets whether commands that another nexus clears end with TASK ABORTED (TAS=1) or without a response. */
    public void taskAbortedStatus(boolean returned) {
        taskAbortedStatus = returned;
    }

    /** Whether commands that another nexus clears end with TASK ABORTED. */
    public boolean taskAbortedStatus() {
        return taskAbortedStatus;
    }

    /**
     * Sets the rules of its task sets. Commands that are there keep the order in which they were admitted.
     *
     * @param shared whether all nexuses share one (TST=000b)
     */
    public void taskSetRules(boolean shared, boolean managementOnly, boolean restricted, QueueError queueError) {
        lock.lock();
        try {
            if (shared && sharedTaskSet == null) {
                sharedTaskSet = new SharedTaskSet(this::wakeAll);
            }
            TaskSetRules next = new TaskSetRules(shared ? sharedTaskSet : null, managementOnly, restricted, queueError);
            view = view.rules(next.equals(TaskSetRules.DEFAULT) ? TaskSetRules.DEFAULT : next);
        } finally {
            lock.unlock();
        }
    }

    private void wakeAll() {
        attachments.forEach(NexusAttachment::fenceOpened);
    }

    /** Sets whether sense data goes out in descriptor format (D_SENSE=1). */
    public void descriptorSense(boolean descriptors) {
        descriptorSense = descriptors;
    }

    /** Whether sense data goes out in descriptor format. */
    public boolean descriptorSense() {
        return descriptorSense;
    }

    /** Sets what REQUEST SENSE says while the medium is ready but rests; {@code null} when it is active. */
    public void resting(AdditionalSense condition) {
        resting = condition;
    }

    /** What REQUEST SENSE says while the medium rests; {@code null} when it is active. */
    public AdditionalSense resting() {
        return resting;
    }

    /** Number of attached nexuses. */
    public int attachments() {
        return attachments.size();
    }

    /** Holds commands of the medium; {@code drained} runs once those inside have left. */
    public void hold(Runnable drained) {
        fence.close(drained);
    }

    /**
     * Ends the {@link #hold} that was given {@code drained}, whether or not those inside have left: held commands go on.
     *
     * @return whether they have
     */
    public boolean resume(Runnable drained) {
        boolean stillInside = fence.withdraw(drained);
        if (!stillInside) {
            fence.open();
        }
        wakeAll();
        return !stillInside;
    }

    /** Ends one {@link #hold} whose commands have left: held commands go on. */
    public void resume() {
        fence.open();
        wakeAll();
    }

    /**
     * Waits until what was changed before this call is in force for every command of the medium: {@code passed} runs once those
     * inside have left. Commands held meanwhile go on by themselves.
     */
    public void awaitGrace(Runnable passed) {
        hold(() -> {
            resume();
            passed.run();
        });
    }
}
