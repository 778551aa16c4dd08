package org.scst.core.internal.nexus;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.AsymmetricAccessState;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;

/**
 * One command, from its receipt to its end, as driver, core and handler see it; recycled within its nexus.
 *
 * <p><i>Threading:</i> confined to the nexus's executor, except {@link #aborted()} and {@link #answer}; while it is handed over,
 * what {@link DeviceCommand} shows is stable and may be read by the thread that processes it.
 */
public final class Command implements TargetCommand, DeviceCommand, Runnable {
    private static final VarHandle CLAIM;

    static {
        try {
            CLAIM = MethodHandles.lookup().findVarHandle(Command.class, "claim", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final ItNexus nexus;
    final DataTransfer transfer = new DataTransfer(this);
    /** Of each logical block, besides its data. */
    int protectionBytes;

    private final Cdb cdb = new Cdb();

    /** How a handler wants to go on with a window. */
    enum HandOver {
        NONE,
        BATCH,
        AT_ONCE
    }

    // What the driver said.
    private long lun;
    private long identifier;
    private TaskAttribute attribute;
    long expectedDataOut;
    long expectedDataIn;
    private Object attachment;

    // What core found.
    CommandState state = CommandState.ENDED;
    volatile AbortReason abortReason = AbortReason.NONE;
    ItlNexus itl;
    CommandTable.Row row;
    CommandHandler handler;
    LogicalUnitView view;
    long lba;
    long blocks;
    Outcome outcome;
    long residual;
    Sense reportedAttention;
    boolean insideFence;
    /** How it waits at the fence. */
    final FenceWait fenceWait = new FenceWait(this);

    boolean judged;
    boolean responseGiven;
    boolean detached;
    /** Its driver is gone: whoever resumes the nexus knows nothing of it. */
    boolean orphaned;
    /** Whose child it is, and what it does for it; {@code null} for what an initiator has sent. */
    Command parent;

    ChildWork work;
    /** At work for this one now, or {@code null}. */
    Command child;
    /** Storage still has a child of it that was detached. */
    boolean childOut;
    /** Grows with each use of this object. */
    long incarnation;

    long receivedAt;
    long stateSince;
    long waited;
    /** What the handler took for earlier windows. */
    long processed;
    /** The handler has it since {@link #stateSince}. */
    boolean inHandler;

    // The handler's side.
    HandOver handOver;
    boolean asked;
    boolean answered;
    /** The handler is asked just now, on the nexus's executor. */
    boolean inProcess;

    private long generation;
    private volatile long claim;
    private Outcome answer;
    private Executor postedTo;

    // Places in lists.
    Command previousInFlight;
    Command nextInFlight;
    Command previousInSet;
    Command nextInSet;
    Command nextResponding;
    Command nextRunnable;
    boolean inSet;
    /** Not plainly SIMPLE: {@link #ordering} says how it stands in the task set. */
    boolean special;

    TaskAttribute ordering;
    /** Its place in a shared task set, or {@code null}. */
    SharedMembership membership;

    boolean inFlight;
    boolean runnable;
    private List<AffectedCommands> waiters = List.of();

    Command(ItNexus nexus) {
        this.nexus = nexus;
    }

    /** Ready to be filled in by the driver. */
    void reset() {
        incarnation++;
        lun = 0;
        identifier = 0;
        attribute = TaskAttribute.SIMPLE;
        expectedDataOut = -1;
        expectedDataIn = -1;
        abortReason = AbortReason.NONE;
        itl = null;
        row = null;
        handler = null;
        view = null;
        lba = 0;
        blocks = 0;
        outcome = null;
        residual = 0;
        reportedAttention = null;
        judged = false;
        responseGiven = false;
        orphaned = false;
        parent = null;
        work = null;
        child = null;
        childOut = false;
        waited = 0;
        fenceWait.reset();
        processed = 0;
        inHandler = false;
        asked = false;
        answered = false;
        handOver = HandOver.NONE;
        waiters = List.of();
        transfer.reset();
        protectionBytes = 0;
    }

    /** Not used again for long, maybe: a command handler kept here would keep all classes of a revision that is gone. */
    void forgetHandler() {
        row = null;
        handler = null;
        view = null;
        parent = null;
        work = null;
        child = null;
    }

    /** Of another command, at an I_T_L nexus of the same I_T nexus. */
    void becomeChild(Command of, ItlNexus at, ChildWork what) {
        parent = of;
        work = what;
        itl = at;
        lun = LogicalUnitNumber.encode(at.entry().lun());
        byte[] bytes = what.cdb();
        cdb.load(bytes, 0, bytes.length);
        row = new CommandTable.Row(what.row(), false, -1);
        handler = what;
        of.child = this;
    }

    /**
     * Begins a child command at another logical unit of this command's nexus, or the same: it is judged as if the initiator had sent
     * it there. When another one stands at the LUN by now it ends with {@link ChildWork#NOT_REACHABLE} before this returns. One at a
     * time; on the nexus's executor.
     */
    public void beginChild(int lun, LogicalUnit unit, ChildWork what) {
        nexus.commands().beginChild(this, lun, unit, what);
    }

    /** Ends the child that is at work for it, if there is one; the command itself goes on. On the nexus's executor. */
    public void abortChild() {
        if (child != null) {
            nexus.machine().abort(child, AbortReason.ABORTED);
        }
    }

    /** Whether everything has left that was begun for it, as far as that can be waited for. */
    boolean leftNothing() {
        return !detached && !childOut;
    }

    /** Moves along an edge of the transition table. */
    void enter(CommandState next) {
        if (!state.leadsTo(next)) {
            throw new IllegalStateException("no edge from " + state + " to " + next);
        }
        state = next;
    }

    /** A task management function wants to know when the command has left. */
    void awaitedBy(AffectedCommands function) {
        if (waiters.isEmpty()) {
            waiters = new ArrayList<>(1);
        }
        waiters.add(function);
        function.add();
    }

    /** Tells everybody who waits. */
    void tellWaiters(boolean left) {
        if (waiters.isEmpty()) {
            return; // nearly always, and the lambda below would be made anew for each command
        }
        List<AffectedCommands> told = waiters;
        waiters = List.of();
        told.forEach(function -> function.remove(left));
    }

    /** The nexus it came by, for core's own commands. */
    public ItNexus nexus() {
        return nexus;
    }

    @Override
    public Object nexusIdentity() {
        return nexus();
    }

    /** The snapshot it was judged by, for core's own commands. */
    public LogicalUnitView view() {
        return view;
    }

    /** The state of the port it came through, by that snapshot; on the nexus's executor. */
    public AsymmetricAccessState accessState() {
        TargetPortGroups groups = view.portGroups();
        return groups == null ? AsymmetricAccessState.ACTIVE_OPTIMIZED : itl.accessState(groups);
    }

    /** Takes a pending unit attention condition as parameter data (REQUEST SENSE); {@code null} when there is none. */
    public Sense takeAttention() {
        reportedAttention = itl.reportAttention();
        return reportedAttention;
    }

    /** The initiator has seen the inventory (REPORT LUNS). */
    public void inventoryReported() {
        nexus.reportInventoryChange();
    }

    /** Who carries its data and its answer. */
    NexusTransport driver() {
        if (parent != null) {
            return ChildTransport.INSTANCE;
        }
        return orphaned ? GoneTransport.INSTANCE : nexus.transport();
    }

    /** Where it was routed to, for core's own commands. */
    public LogicalUnit logicalUnit() {
        return itl.logicalUnit();
    }

    TaskAttribute attribute() {
        return attribute;
    }

    /** What it was found to be, and what processes it. */
    void row(CommandTable table, CommandTable.Row found) {
        row = found;
        handler = table.handler(found);
    }

    // TargetCommand

    @Override
    public TargetCommand lun(long value) {
        lun = value;
        return this;
    }

    @Override
    public TargetCommand cdb(ByteBuf source, int index, int length) {
        cdb.load(source, index, length);
        return this;
    }

    @Override
    public TargetCommand attribute(TaskAttribute value) {
        attribute = value;
        return this;
    }

    @Override
    public TargetCommand identifier(long value) {
        identifier = value;
        return this;
    }

    @Override
    public TargetCommand expectedDataOut(long length) {
        expectedDataOut = length;
        return this;
    }

    @Override
    public TargetCommand expectedDataIn(long length) {
        expectedDataIn = length;
        return this;
    }

    @Override
    public long identifier() {
        return identifier;
    }

    @Override
    public long lun() {
        return lun;
    }

    @Override
    public Outcome outcome() {
        return outcome;
    }

    /** The time as its nexus has read it last. */
    public long now() {
        return nexus.now();
    }

    /** What RECEIVE COPY RESULTS tells at its logical unit. */
    public CopyOperations copyOperations() {
        return itl.copyOperations();
    }

    /** What WRITE BUFFER has left at its logical unit. */
    public TestBuffers testBuffers() {
        return itl.testBuffers();
    }

    @Override
    public int writeSense(byte[] target, int offset) {
        Sense sense = outcome.sense();
        boolean descriptors = itl != null && logicalUnit().descriptorSense() && !sense.alwaysFixed();
        return descriptors ? sense.writeDescriptor(target, offset) : sense.writeFixed(target, offset);
    }

    @Override
    public long residual() {
        return residual;
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attachment(Object value) {
        attachment = value;
    }

    // DeviceCommand

    @Override
    public Cdb cdb() {
        return cdb;
    }

    @Override
    public CommandDescriptor descriptor() {
        return row.descriptor();
    }

    @Override
    public long lba() {
        return lba;
    }

    @Override
    public long blocks() {
        return blocks;
    }

    @Override
    public long windowLba() {
        return lba + transfer.offset() / (view.blockLength() + protectionBytes);
    }

    @Override
    public int windowBlocks() {
        return transfer.length() / (view.blockLength() + protectionBytes);
    }

    @Override
    public long transferLength() {
        return transfer.total;
    }

    @Override
    public long offset() {
        return transfer.offset();
    }

    @Override
    public ByteBuf data() {
        return transfer.data();
    }

    @Override
    public ScatterList dataInBuffer() {
        return inProcess ? transfer.dataInBuffer(driver()) : null;
    }

    @Override
    public Outcome placed() {
        transfer.placed();
        return Outcome.GOOD;
    }

    @Override
    public int length() {
        return transfer.length();
    }

    @Override
    public boolean lastWindow() {
        return transfer.offset() + (long) transfer.length() >= transfer.total;
    }

    @Override
    public long token() {
        return generation;
    }

    @Override
    public boolean aborted() {
        return abortReason != AbortReason.NONE;
    }

    @Override
    public boolean writeProtected() {
        Outcome refusal = view.writeRefused();
        // A failed flush is no write protection: initiators would keep that in mind after it was cleared.
        return itl.readOnly() || refusal != null && refusal.sense().key() == SenseKey.DATA_PROTECT;
    }

    @Override
    public void transfer(DataDirection direction, long bytes) {
        transfer.declare(direction, bytes);
    }

    @Override
    public void protectionInformation(int bytes) {
        protectionBytes = bytes;
        transfer.windowed(false);
        transfer.mediumData(false);
        transfer.declare(row.descriptor().direction(), row.descriptor().dataLength(cdb(), view.blockLength() + bytes));
    }

    @Override
    public Outcome handOver() {
        handOver = HandOver.AT_ONCE;
        return null;
    }

    @Override
    public Outcome handOverInBatch() {
        handOver = HandOver.BATCH;
        return null;
    }

    // The handler's answer

    /** A new token: the handler is asked now. */
    void newToken() {
        generation++;
        claim = generation;
    }

    /**
     * The handler has answered by returning: its token is worth nothing any more.
     *
     * @return {@code false} when it has used the token too
     */
    boolean revokeToken() {
        boolean unused = CLAIM.compareAndSet(this, generation, 0L);
        if (!unused) {
            nexus.environment().counters().staleTokens.increment();
        }
        return unused;
    }

    /**
     * Takes a handler's later answer, on any thread.
     *
     * @return whether the token was good
     */
    public boolean answer(long token, Outcome given) {
        if (token == 0 || given == null || !CLAIM.compareAndSet(this, token, 0L)) {
            return false;
        }
        answer = given;
        post();
        return true;
    }

    /** Goes on with what was handed over under this token, on the device's context; says whether the answer is there. */
    boolean processBlocking(long token) {
        if (claim != token) {
            nexus.environment().counters().staleTokens.increment();
            return false;
        }
        Outcome given;
        try {
            given = handler.processBlocking(this);
        } catch (RuntimeException | Error e) {
            given = Routing.failure(this, e);
        }
        if (given == null || !CLAIM.compareAndSet(this, token, 0L)) {
            return false;
        }
        answer = given;
        return true;
    }

    /** Posts the answer that {@link #processBlocking} left. */
    void post() {
        Executor executor = nexus.executor();
        postedTo = executor;
        executor.execute(this);
    }

    /** The posted answer, on the nexus's executor. */
    @Override
    public void run() {
        if (postedTo != null && postedTo != nexus.executor()) {
            post();
            return;
        }
        answered();
    }

    /** The handler's answer has reached the nexus's executor. */
    void answered() {
        postedTo = null;
        answered = true;
        nexus.machine().handlerAnswered(this);
    }

    Outcome takeAnswer() {
        Outcome given = answer;
        answer = null;
        return given;
    }

    @Override
    public String toString() {
        String name = row == null || row.descriptor() == null
                ? cdb.toString()
                : row.descriptor().name();
        return name + " identifier " + Long.toHexString(identifier) + " " + state;
    }
}
