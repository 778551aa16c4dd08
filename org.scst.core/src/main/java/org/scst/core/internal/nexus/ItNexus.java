package org.scst.core.internal.nexus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.lunmap.BlackHole;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.reservation.Registrant;
import org.scst.core.internal.reservation.TargetPorts;
import org.scst.core.internal.spool.SpooledNexus;
import org.scst.core.internal.statistics.CommandStatistics;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TransportId;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TaskManagementRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One I_T nexus and its life from registration to its end; its {@link NexusCommands commands} and its I_T_L nexuses hang on it.
 *
 * <p><i>Threading:</i> confined to its executor; {@link #execute}, {@link #state}, {@link #executor} and what only reads
 * volatiles may be called anywhere. While it is parked its executor is core's own.
 */
public final class ItNexus {
    private static final Logger LOG = LoggerFactory.getLogger(ItNexus.class);

    private final PortState port;
    private final NexusEnvironment environment;
    private final int slot;
    private final CommandMachine machine;
    private final TaskManagement taskManagement;
    private final NexusCommands commands = new NexusCommands(this);
    private final LogicalUnitsInUse logicalUnits;
    private final LookAhead lookAhead = new LookAhead();
    private final QueueLimit queueLimit;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();

    private volatile NexusDescription description;
    private volatile NexusState state = NexusState.REGISTERING;
    private volatile Executor executor;
    private volatile NexusTransport transport;
    private volatile InitiatorGroup group;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile Sense firstAttention = ItlNexus.POWER_ON;
    private boolean expectedLengths;
    private long now;
    private final AtomicLong parkings = new AtomicLong();
    private boolean lostEarly;
    private volatile String endedBy = "";

    ItNexus(
            PortState port,
            NexusDescription description,
            NexusTransport transport,
            Executor executor,
            int slot,
            NexusEnvironment environment) {
        this.port = port;
        this.description = description;
        this.transport = transport;
        this.executor = executor;
        this.slot = slot;
        this.environment = environment;
        this.expectedLengths = description.expectedLengths();
        this.group = port.maps().groupFor(description.groupName());
        this.machine = new CommandMachine(this);
        this.taskManagement = new TaskManagement(this);
        this.logicalUnits = new LogicalUnitsInUse(this, environment.nullLogicalUnit());
        this.queueLimit = new QueueLimit(environment.unsolicited());
    }

    // What anybody may ask

    /** Where it stands. */
    public NexusState state() {
        return state;
    }

    /** Who it is. */
    public NexusDescription description() {
        return description;
    }

    /** The port it belongs to. */
    public PortState port() {
        return port;
    }

    /** The initiator group it was given. */
    public InitiatorGroup group() {
        return group;
    }

    /** As what it can be registered; {@code null} when its transport has no TransportID. */
    public Registrant registrant() {
        TransportId initiatorPort = description.initiatorPort();
        return initiatorPort == null ? null : new Registrant(initiatorPort, port.relativePortIdentifier());
    }

    /** The target ports of the SCSI target device. */
    public TargetPorts targetPorts() {
        return environment.targetPorts();
    }

    /** Towards its driver. */
    public NexusTransport transport() {
        return transport;
    }

    /** For commands that mean it. */
    public String id() {
        return port.relativePortIdentifier() + ":" + description.key();
    }

    /** Why it leaves; empty as long as it does not. */
    public String endedBy() {
        return endedBy;
    }

    /** Commands in flight. */
    public int commandsInFlight() {
        return commands.count();
    }

    /** The thread it lives on now. */
    Executor executor() {
        return executor;
    }

    /** Runs a task on the nexus's executor, wherever that is by then. */
    public void execute(Runnable task) {
        Executor target = executor;
        target.execute(() -> {
            if (target == executor) {
                task.run();
            } else {
                execute(task);
            }
        });
    }

    Executor poster() {
        return this::execute;
    }

    // What its parts share

    CommandMachine machine() {
        return machine;
    }

    TaskManagement taskManagement() {
        return taskManagement;
    }

    NexusCommands commands() {
        return commands;
    }

    NexusLimits limits() {
        return environment.limits();
    }

    NexusEnvironment environment() {
        return environment;
    }

    BufferPool pool() {
        return environment.pool();
    }

    int slot() {
        return slot;
    }

    boolean expectedLengths() {
        return expectedLengths;
    }

    boolean strictDirection() {
        return port.maps().strictDirection();
    }

    boolean parked() {
        return state == NexusState.PARKED;
    }

    /** The time as last read: within one batch that is exact enough. */
    long now() {
        return now;
    }

    /** Reads the clock. */
    long tick() {
        now = environment.nanoClock().getAsLong();
        return now;
    }

    void reportBug(Command command, Throwable bug) {
        reportBug("processing", command, "the command ends INTERNAL TARGET FAILURE", bug);
    }

    void reportBug(String doing, Command command, String consequence, Throwable bug) {
        environment.counters().defects.increment();
        LOG.error("Defect while {} {} of {}: {}", doing, command, description.initiatorName(), consequence, bug);
    }

    // Commands

    void commandReceived(Command command) {
        if (lookAhead.pending()) {
            lookAhead.read(slot());
        }
        if (state == NexusState.LIVE) {
            commands.begin(command, null);
        } else if (state == NexusState.REGISTERING && held.size() < limits().held()) {
            held.add(() -> commands.begin(command, null));
        } else {
            commands.begin(command, Outcome.BUSY);
        }
    }

    /** A command has ended: the last one of a nexus that leaves takes it along. */
    void commandLeft() {
        if (state == NexusState.LEAVING && commands.isEmpty()) {
            end();
        }
    }

    void dataOutReceived(Command command, int offset, int count, DataOutResult result) {
        machine.dataOutReceived(command, offset, count, result);
    }

    // Logical units

    /** Its initiator port had a nexus here, which is lost by its coming; called before anything is received. */
    void reinstates() {
        firstAttention = ItlNexus.NEXUS_LOSS;
    }

    /** The unit attention condition that a logical unit has for it when it is first used. */
    Sense firstAttention() {
        return firstAttention;
    }

    /** The I_T_L nexus at a LUN, or that of the null logical unit. */
    ItlNexus itl(long lun) {
        return logicalUnits.at(lun, group.map());
    }

    /** A command for a logical unit follows. */
    void expected(long lun) {
        lookAhead.at(logicalUnits.known(lun, group.map()));
    }

    /** All that came in one read has been received. */
    void batchEnded() {
        if (lookAhead.pending()) {
            // Of a command that did not come after all.
            lookAhead.read(slot());
        }
        machine.handedOver().batchEnded();
    }

    /** Whether a command that has found its logical unit disappears. */
    boolean swallows(boolean hasData) {
        BlackHole hole = logicalUnits.blackHole();
        return hole != BlackHole.OFF && hole.swallows(hasData);
    }

    ItlNexus nullItl() {
        return logicalUnits.none();
    }

    /** The nexus was given another group, or its group other LUNs: what changed becomes a unit attention. */
    public void regroup() {
        execute(() -> {
            group = port.maps().groupFor(description.groupName());
            noticeInventory();
        });
    }

    /**
     * Tells an initiator that does not happen to send commands. The unit attention condition stays, whatever becomes of the event:
     * nobody knows whether something at the other end has looked at it.
     */
    void noticeInventory() {
        if (logicalUnits.notice(group.map())) {
            reportEvent(0, ItlNexus.INVENTORY_CHANGED);
        }
    }

    /** Tells an initiator that may be idle; a driver that cannot leaves it to the unit attention condition. */
    void reportEvent(int lun, Sense sense) {
        if (state == NexusState.LIVE && !port.maps().eventsDisabled()) {
            transport.reportAsynchronousEvent(LogicalUnitNumber.encode(lun), sense);
        }
    }

    boolean reportInventoryChange() {
        return logicalUnits.reportInventoryChange();
    }

    boolean inventoryChangePending() {
        return logicalUnits.inventoryChangePending();
    }

    void inventoryChanged() {
        logicalUnits.inventoryChanged();
    }

    /**
     * Finds out how many commands may be in flight; before it is live, on any thread.
     *
     * @return {@code false} when the unsolicited data of not even one has a place
     */
    boolean settleQueue() {
        return queueLimit.settle(commandsAdmitted(), description.queue());
    }

    /** How many unsolicited bytes of each command have a place when it is resumed with such a queue; on any thread. */
    int unsolicitedBytes(NexusDescription.Queue wanted) {
        return queueLimit.unsolicitedBytes(wanted);
    }

    /** What its logical units admit together, as far as its transport can use it. */
    private int commandsAdmitted() {
        return group.map()
                .sum(
                        entry -> entry.logicalUnit().view().queueLimit(),
                        description.queue().commands());
    }

    /** Its LUNs have changed, or others have left memory: the driver is told if more or fewer commands may be in flight. */
    void queueChanged() {
        int before = queueLimit.commands();
        settleQueue();
        if (queueLimit.commands() != before) {
            transport.queueLimit(queueLimit.commands());
        }
    }

    /** Whether fewer commands may be in flight than its logical units admit, for want of memory. */
    boolean restrained() {
        return queueLimit.restrained();
    }

    /** Every I_T_L nexus in use. */
    List<ItlNexus> itls() {
        return logicalUnits.inUse();
    }

    /** What it has done at each logical unit that it uses, or at one of them; on any thread. */
    public List<LogicalUnitUse> uses(String device) {
        return itls().stream()
                .filter(itl -> device.isEmpty() || itl.logicalUnit().name().equals(device))
                .map(LogicalUnitUse::of)
                .toList();
    }

    /** Counters since it was opened; a copy. */
    public CommandStatistics statistics() {
        return logicalUnits.statistics();
    }

    /** Commands in flight, oldest first; on the nexus's executor only. */
    public List<CommandSnapshot> commandSnapshots(String id) {
        return commands.snapshots(id);
    }

    // Life

    /** Nothing of an earlier nexus of the same initiator is left: commands flow. */
    void goLive() {
        if (state != NexusState.REGISTERING) {
            return;
        }
        state = NexusState.LIVE;
        transport.queueLimit(queueLimit.commands());
        for (Runnable task = held.pollFirst(); task != null; task = held.pollFirst()) {
            task.run();
        }
        machine.handedOver().batchEnded();
    }

    void taskManagementReceived(TaskManagementRequest request) {
        if (state != NexusState.REGISTERING) {
            taskManagement.received(request);
        } else if (held.size() < limits().held()) {
            held.add(() -> taskManagement.received(request));
        } else {
            transport.taskManagementExecuted(request, ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE);
        }
    }

    /** The I_T nexus is lost: everything in flight is aborted, and it ends with its last command. */
    void lost(String cause) {
        if (state == NexusState.LEAVING || state == NexusState.GONE) {
            return;
        }
        endedBy = cause;
        boolean wasRegistering = state == NexusState.REGISTERING;
        state = NexusState.LEAVING;
        port.leaving(this);
        if (wasRegistering) {
            held.forEach(Runnable::run);
            held.clear();
        }
        machine.responses().undeliverable();
        machine.handedOver().batchEnded();
        commands.abortAll(AbortReason.NEXUS_LOST, new AffectedCommands(left -> {}));
        // Not before: what an ACA condition has held back must not go on now.
        itls().forEach(ItlNexus::clearFault);
        commandLeft();
    }

    private void end() {
        state = NexusState.GONE;
        transport = GoneTransport.INSTANCE;
        itls().forEach(ItlNexus::retire);
        commands.forgetIdle();
        queueLimit.close();
        port.gone(this);
    }

    /** The driver has withdrawn: everything stays as it is, and answers are held. */
    void park(Executor own) {
        if (state != NexusState.LIVE && !resuming()) {
            leaveWithDriver();
            return;
        }
        claimed.set(false);
        parkings.incrementAndGet();
        state = NexusState.PARKED;
        transport = GoneTransport.INSTANCE;
        machine.handedOver().batchEnded();
        machine.responses().undeliverable();
        commands.forgetAttachments();
        executor = own;
        port.parked(this);
    }

    /** Whether it has been parked before, and waits for the commands of that time to end, for an initiator that is still there. */
    private boolean resuming() {
        return state == NexusState.REGISTERING && parkings.get() > 0 && !lostEarly;
    }

    /** Who resumed it has gone before it is live: it is lost as soon as it is, and there is nobody whom it is parked for. */
    void lostEarly() {
        lostEarly = true;
    }

    /** What was not live when its driver withdrew has nothing to be kept for, and nobody who would still answer. */
    private void leaveWithDriver() {
        if (state == NexusState.GONE || state == NexusState.PARKED) {
            return;
        }
        transport = GoneTransport.INSTANCE;
        lost("its driver withdrew");
        machine.responses().undeliverable();
        commands.driverGone();
    }

    /** While it is parked: whether it is the caller who may resume it or give it up. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** How often it was parked. */
    long parkings() {
        return parkings.get();
    }

    /** An operator wants it gone: nobody but core itself can end it while it is parked. */
    public void close(String reason) {
        giveUp();
        transport.closeNexus(reason);
    }

    /** The same, with so much time to leave. */
    public void close(String reason, Duration patience) {
        giveUp();
        transport.closeNexus(reason, patience);
    }

    /** Begins parked, with what it had before a planned restart. */
    void restore(SpooledNexus spooled) {
        parkings.incrementAndGet();
        state = NexusState.PARKED;
        logicalUnits.restore(spooled, group.map());
    }

    /** What a stop would forget of it; on its executor. {@code null} unless its driver has withdrawn. */
    public SpooledNexus spooled() {
        return parked() ? logicalUnits.spooled() : null;
    }

    /** No driver has come back for it in time. */
    void giveUp() {
        if (state == NexusState.PARKED && claim()) {
            lost("its driver did not come back in time");
        }
    }

    /** A driver is back for it. */
    void resume(NexusDescription again, NexusTransport nextTransport, Executor nextExecutor, Runnable whenLive) {
        description = again;
        expectedLengths = again.expectedLengths();
        transport = nextTransport;
        executor = nextExecutor;
        execute(() -> {
            // Orphans are left of a driver in between, which withdrew before they had ended.
            if (again.carriesCommands() && commands.all().stream().noneMatch(command -> command.orphaned)) {
                continueLive(whenLive);
            } else {
                continueEmpty(whenLive);
            }
        });
    }

    /** The initiator is another connection: what is left of the old one ends first, without a word to the new driver. */
    private void continueEmpty(Runnable whenLive) {
        state = NexusState.REGISTERING;
        commands.all().forEach(command -> command.orphaned = true);
        long parking = parkings.get();
        commands.abortAll(AbortReason.ABORTED, new AffectedCommands(left -> {
            // Unless it has been parked again meanwhile: whoever resumed it then waits for the same commands.
            if (state == NexusState.REGISTERING && parkings.get() == parking) {
                continueLive(whenLive);
            }
        }));
    }

    private void continueLive(Runnable whenLive) {
        tick();
        state = NexusState.LIVE;
        lostEarly = false;
        boolean place = settleQueue();
        transport.queueLimit(queueLimit.commands());
        if (!place) {
            transport.closeNexus("no memory for its unsolicited data");
        }
        for (Command command : commands.all()) {
            command.transfer.refetch(transport);
            machine.run(command);
        }
        whenLive.run();
        machine.handedOver().batchEnded();
    }

    /** Looks for owners that have not answered in time. */
    void sweep() {
        Deadlines.sweep(this, commands.all());
    }
}
