package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.scst.core.internal.attention.UnitAttentionQueue;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.NexusAttachment;
import org.scst.core.internal.logicalunit.SharedTaskSet;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.internal.reservation.Access;
import org.scst.core.internal.reservation.Registrant;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.internal.spool.SpooledLogicalUnit;
import org.scst.core.internal.statistics.CommandStatistics;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.AsymmetricAccessState;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TaskAttribute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One I_T_L nexus: the task set, unit attention conditions and counters of a nexus at a logical unit; made on first use.
 *
 * <p><i>Threading:</i> confined to the nexus's executor; the methods of {@link NexusAttachment} post to it.
 */
final class ItlNexus implements NexusAttachment {
    private static final Logger LOG = LoggerFactory.getLogger(ItlNexus.class);
    static final Sense POWER_ON =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    static final Sense NEXUS_LOSS = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.I_T_NEXUS_LOSS_OCCURRED);
    static final Sense INVENTORY_CHANGED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
    static final Sense INQUIRY_DATA_CHANGED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.INQUIRY_DATA_HAS_CHANGED);

    private static final Sense CLEARED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);

    private final ItNexus nexus;
    private final TaskSet taskSet = new TaskSet();
    private final CommandStatistics statistics = new CommandStatistics();
    private final LogicalUnit logicalUnit;
    private LunMap.Entry entry;
    /** {@code null} as a rule: with thousands of logical units each command would meet an empty queue that no cache holds. */
    private UnitAttentionQueue attentions;
    /** {@code null} as a rule: conditions that others have established. What the executor has to do may wait behind a command. */
    private volatile List<Sense> arriving;

    private boolean retired;
    private int owed;
    /** What {@link #access} was found for. */
    private ReservationState accessTo;

    private Access access;
    private TestBuffers testBuffers;
    /** The shared task set that its ACA condition blocks, or {@code null}. */
    private SharedTaskSet faultedSet;
    /** What {@link #accessState} was found for. */
    private TargetPortGroups stateIn;

    private AsymmetricAccessState accessState;

    private CopyOperations copyOperations;

    ItlNexus(ItNexus nexus, LunMap.Entry entry) {
        this.nexus = nexus;
        this.entry = entry;
        this.logicalUnit = entry.logicalUnit();
    }

    LunMap.Entry entry() {
        return entry;
    }

    /** The same logical unit is mapped in another way. */
    void entry(LunMap.Entry next) {
        entry = next;
    }

    /** Reads what a command needs of it, but for its statistics; the result means nothing. */
    int glance() {
        return taskSet.size() + entry.lun();
    }

    /** Reads what a command is counted in; the result means nothing. */
    int glanceAtStatistics() {
        return statistics.glance();
    }

    LogicalUnit logicalUnit() {
        return logicalUnit;
    }

    boolean readOnly() {
        return entry.readOnly();
    }

    TaskSet taskSet() {
        return taskSet;
    }

    @Override
    public CommandStatistics statistics() {
        return statistics;
    }

    /** Establishes a unit attention condition behind those waiting; on the nexus's executor. */
    void establishHere(Sense condition) {
        attentions().establish(condition);
    }

    /** A condition from another thread: no command that is judged from now on misses it. */
    private synchronized void send(Sense condition) {
        List<Sense> all = new ArrayList<>(arriving == null ? List.of() : arriving);
        all.add(condition);
        arriving = all;
    }

    private void receive() {
        if (arriving == null) {
            return;
        }
        List<Sense> arrived;
        synchronized (this) {
            arrived = arriving;
            arriving = null;
        }
        arrived.forEach(this::establishHere);
    }

    private UnitAttentionQueue attentions() {
        if (attentions == null) {
            attentions = new UnitAttentionQueue();
        }
        return attentions;
    }

    /** What the persistent reservation leaves to this nexus; found once for each state. */
    Access access(ReservationState state) {
        if (state != accessTo) {
            access = state.access(nexus.registrant());
            accessTo = state;
        }
        return access;
    }

    /** The state of the target port of this nexus; found once for each state of its groups. */
    AsymmetricAccessState accessState(TargetPortGroups groups) {
        if (groups != stateIn) {
            accessState = groups.stateAt(nexus.port().relativePortIdentifier());
            stateIn = groups;
        }
        return accessState;
    }

    /** Reports the oldest condition of this nexus, or the changed inventory; {@code null} when there is none. */
    Sense reportAttention() {
        receive();
        if (attentions != null) {
            Sense oldest = attentions.report();
            attentions = attentions.isEmpty() ? null : attentions;
            return oldest;
        }
        return nexus.reportInventoryChange() ? INVENTORY_CHANGED : null;
    }

    /** Whether {@link #reportAttention} would report something. */
    boolean attentionPending() {
        return attentions != null || arriving != null || nexus.inventoryChangePending();
    }

    /** The report was not delivered. */
    void takeBack(Sense attention) {
        if (attention.equals(INVENTORY_CHANGED)) {
            nexus.inventoryChanged();
        } else {
            establishFirst(attention);
        }
    }

    /** Establishes a unit attention condition before those waiting; on the nexus's executor. */
    void establishFirst(Sense condition) {
        receive();
        attentions().establishFirst(condition);
    }

    /** What a stop would forget of it. */
    SpooledLogicalUnit spooled() {
        receive();
        return new SpooledLogicalUnit(
                entry.lun(),
                logicalUnit.name(),
                logicalUnit.view().reservedBy() == nexus,
                logicalUnit.preventsRemoval(nexus),
                taskSet.faulted(),
                attentions == null ? List.of() : attentions.all());
    }

    /** As it was before a restart. */
    void restore(SpooledLogicalUnit spooled) {
        spooled.attentions().forEach(this::establishHere);
        if (spooled.reserves()) {
            logicalUnit.reserve(nexus);
        }
        logicalUnit.preventRemoval(nexus, spooled.preventsRemoval());
        if (spooled.faulted()) {
            fault();
        }
    }

    // ACA

    /** A command has ended CHECK CONDITION with NACA=1: an ACA condition is established for this nexus. */
    void fault() {
        taskSet.faulted(true);
        SharedTaskSet shared = logicalUnit.view().rules().shared();
        if (shared != null) {
            faultedSet = shared;
            shared.fault(this);
        }
    }

    /** The ACA condition of this nexus, if there is one, is cleared: what it has blocked goes on. */
    void clearFault() {
        if (!taskSet.faulted()) {
            return;
        }
        taskSet.faulted(false);
        if (faultedSet != null) {
            faultedSet.cleared(this);
            faultedSet = null;
        }
        goOn();
    }

    /** CLEAR ACA: the condition ends, and with it the command that may have been sent on account of it. */
    void clearAca(Consumer<Boolean> done) {
        AffectedCommands affected = new AffectedCommands(left -> {
            clearFault();
            done.accept(left);
        });
        nexus.commands()
                .abort(
                        command -> command.itl == this && command.attribute() == TaskAttribute.ACA,
                        AbortReason.ABORTED,
                        affected);
        affected.complete();
    }

    private void goOn() {
        nexus.machine().wake(taskSet);
        nexus.machine().drain();
    }

    /** The nexus has no logical unit at this LUN any more, or another. */
    void retire() {
        retired = true;
        clearFault();
        logicalUnit.release(nexus);
        logicalUnit.preventRemoval(nexus, false);
        commandLeft();
    }

    /** A command has left the task set: the last one of a nexus that is retired takes it along. */
    void commandLeft() {
        if (retired && taskSet.size() == 0) {
            logicalUnit.detach(this);
        }
    }

    /** One more command, or one less, was detached and has not come back from storage. */
    void owed(int more) {
        owed += more;
    }

    /** Whether storage still has a detached command. */
    boolean owes() {
        return owed > 0;
    }

    @Override
    public Registrant registrant() {
        return nexus.registrant();
    }

    @Override
    public void establish(Sense condition) {
        send(condition);
        nexus.execute(this::receive);
    }

    @Override
    public void announceUnlessFrom(Object except, Sense condition) {
        if (except == nexus) {
            return;
        }
        send(condition);
        try {
            nexus.execute(() -> {
                receive();
                nexus.reportEvent(entry.lun(), condition);
            });
        } catch (RejectedExecutionException ended) {
            LOG.debug("The event loop of {} is shut down: nobody is told there of {}", nexus.id(), condition);
        }
    }

    @Override
    public void establishUnlessFrom(Object except, Sense condition, Runnable done) {
        if (except == nexus) {
            done.run();
            return;
        }
        send(condition);
        try {
            nexus.execute(() -> {
                receive();
                done.run();
            });
        } catch (RejectedExecutionException ended) {
            done.run(); // its event loop is shut down: nobody asks there any more
        }
    }

    @Override
    public void fenceOpened() {
        try {
            nexus.execute(this::goOn);
        } catch (RejectedExecutionException ended) {
            LOG.debug("The event loop of {} is shut down: nothing of it goes on", nexus.id());
        }
    }

    @Override
    public void abortAll(Object ownNexus, Sense condition, Consumer<Boolean> done) {
        AbortReason reason = ownNexus == nexus ? AbortReason.ABORTED : cleared();
        executeOrDone(
                done,
                () -> abortHere(reason, null, left -> {
                    clearFault();
                    establishHere(condition);
                    done.accept(left);
                }));
    }

    @Override
    public void clear(Object by, Object spared, Consumer<Boolean> done) {
        if (by == nexus) {
            abortHere(AbortReason.ABORTED, spared, done);
            return;
        }
        executeOrDone(done, () -> clearedByAnother(spared, done));
    }

    private void executeOrDone(Consumer<Boolean> done, Runnable work) {
        try {
            nexus.execute(work);
        } catch (RejectedExecutionException ended) {
            done.accept(true); // its event loop is shut down, and nothing of it goes on
        }
    }

    /** Whose commands end without a response is told so (SAM-5 5.14). */
    private void clearedByAnother(Object spared, Consumer<Boolean> done) {
        AbortReason reason = cleared();
        if (reason == AbortReason.CLEARED && taskSet.size() > 0) {
            establishHere(CLEARED);
        }
        abortHere(reason, spared, done);
    }

    @Override
    public void preempt(Object by, boolean aborting, Sense condition, Consumer<Boolean> done) {
        executeOrDone(done, () -> {
            if (condition != null) {
                establishHere(condition);
            }
            if (!aborting) {
                done.accept(true);
                return;
            }
            if (by instanceof Command command && command.nexus == nexus) {
                abortHere(AbortReason.ABORTED, by, done);
            } else {
                clearedByAnother(by, done);
            }
            clearFault();
        });
    }

    private AbortReason cleared() {
        return logicalUnit.taskAbortedStatus() ? AbortReason.CLEARED_WITH_STATUS : AbortReason.CLEARED;
    }

    /**
     * On the nexus's executor: aborts its commands. What another nexus clears is not awaited once its response is with the
     * driver: a peer that does not read must not hold up a reset.
     *
     * @param spared a command that goes on, or {@code null}
     */
    void abortHere(AbortReason reason, Object spared, Consumer<Boolean> done) {
        boolean nothingOwed = owed == 0;
        AffectedCommands affected = new AffectedCommands(left -> done.accept(left && nothingOwed));
        boolean own = reason == AbortReason.ABORTED;
        nexus.commands()
                .abort(
                        command -> command.itl == this && command != spared && (own || !command.responseGiven),
                        reason,
                        affected);
        affected.complete();
    }

    /** Copy operations that were begun here. */
    CopyOperations copyOperations() {
        if (copyOperations == null) {
            copyOperations = new CopyOperations();
        }
        return copyOperations;
    }

    /** What WRITE BUFFER has left. */
    TestBuffers testBuffers() {
        if (testBuffers == null) {
            testBuffers = new TestBuffers();
        }
        return testBuffers;
    }
}
