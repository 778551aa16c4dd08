package org.scst.core.internal.logicalunit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.execution.BlockingContext;
import org.scst.core.internal.fence.Fence;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.internal.statistics.CommandStatistics;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

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
    private final CommandStatistics gone = new CommandStatistics();
    private volatile LogicalUnitView view;
    private volatile Runnable resetAction = () -> {};
    private volatile boolean taskAbortedStatus;
    private volatile boolean descriptorSense;
    private volatile AdditionalSense resting;
    private volatile LogicalUnitObserver observer = LogicalUnitObserver.NOBODY;
    private Outcome mediumNotReady;
    /** A PERSISTENT RESERVE OUT is under way: no RESERVE comes between its judgement and its effect. */
    private boolean registering;

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

    /** Entered by every command of the medium before it is processed. */
    public Fence fence() {
        return fence;
    }

    /** Bounds the buffers of its commands. */
    public Budget budget() {
        return budget;
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
            attachments.forEach(NexusAttachment::fenceOpened);
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

    /** Calls {@code action} for each attached nexus. */
    public void forEachAttachment(Consumer<NexusAttachment> action) {
        attachments.forEach(action);
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
        attachments.forEach(NexusAttachment::fenceOpened);
        return !stillInside;
    }

    /** Ends one {@link #hold} whose commands have left: held commands go on. */
    public void resume() {
        fence.open();
        attachments.forEach(NexusAttachment::fenceOpened);
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
