package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TargetPort;
import org.scst.core.target.TaskManagementRequest;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.ConnectionState;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.Opcode;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.pdu.ReadyToTransfer;
import org.scst.iscsi.internal.pdu.Reject;
import org.scst.iscsi.internal.pdu.RejectReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A normal session with its one connection, from the end of login on: one I_T nexus (RFC 7143 4.4).
 *
 * <p>What comes from the connection goes to {@link CommandReception} (commands and their data) or {@link OrderedPdus} (all else);
 * what comes from the mid-layer goes to {@link Responses}, {@link DataOutTransfer} or {@link TaskManagement}.
 *
 * <p><i>Threading:</i> confined to the connection's event loop, but for {@link #drop}, {@link #identity} and {@link #properties}.
 * <i>Ownership:</i> owns what it holds back; the nexus is core's.
 */
public final class Session implements Phase, NexusTransport {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** Answers that may wait for an initiator which goes on asking and takes nothing. */
    private static final long MOST_PENDING = 64L << 20;

    /** How long an initiator that was asked to log out may take. */
    private static final int LOGOUT_SECONDS = 2;

    /** How long commands in progress may take when the driver withdraws; after that they are left to core unanswered. */
    private static final int DRAIN_SECONDS = 2;

    private final Connection connection;
    private final SessionIdentity identity;
    private final OperationalParameters parameters;
    private final SessionLimits limits;
    private final SessionOwner owner;
    private final CommandReception reception;
    private final OrderedPdus ordered;
    private final Responses responses;
    private final TaskManagement taskManagement;
    private final OwedByInitiator owed;
    private final Turns turns;
    private final ReadyToTransfer readyToTransfer = new ReadyToTransfer();
    private final Reject reject = new Reject();
    private final Rejects rejects;

    private Nexus nexus;
    private Future<?> closing;
    private boolean withdrawn;
    private int undelivered;
    private boolean gone;

    /**
     * A session whose login is about to succeed.
     *
     * @param connection the one it logged in on
     * @param text answers Text Requests
     */
    public Session(
            Connection connection,
            SessionIdentity identity,
            OperationalParameters parameters,
            SessionLimits limits,
            SessionOwner owner,
            TextRequests text) {
        this.connection = connection;
        this.identity = identity;
        this.parameters = parameters;
        this.limits = limits;
        this.owner = owner;
        rejects = new Rejects(line -> LOG.info("{}: {}", connection, line));
        turns = new Turns(connection, this);
        reception = new CommandReception(this, connection, turns);
        taskManagement = new TaskManagement(connection, this, turns);
        ordered = new OrderedPdus(this, connection, turns, taskManagement, text);
        turns.serve(reception, ordered);
        responses = new Responses(connection.output(), parameters);
        owed = new OwedByInitiator(connection, limits, reception.commands());
    }

    /**
     * Opens the nexus, and with it the command window as far as the mid-layer wants it. Comes before the last Login Response, so
     * that this already shows the window, and so that the login can still be refused.
     *
     * @throws DeadHandleException when the target has gone meanwhile
     * @throws org.scst.core.target.OutOfResourcesException when there is no memory for one more session
     */
    public void open(TargetPort port, NexusDescription description) {
        nexus = port.openNexus(description, this, connection.executor());
    }

    /** Begins the full feature phase. Comes right after the last Login Response was queued. */
    public void begin() {
        connection.enter(this, parameters.headerDigest(), parameters.dataDigest());
        LOG.info("{}: {} has logged in to {}", connection, identity.initiatorName(), identity.targetName());
    }

    /** Who is at both ends; callable on any thread. */
    public SessionIdentity identity() {
        return identity;
    }

    /** Ends the connection at once, as session reinstatement and TARGET COLD RESET want it; callable on any thread. */
    public void drop(String reason) {
        connection.executor().execute(() -> {
            if (!gone) {
                LOG.info("{} is dropped: {}", this, reason);
                connection.closeAfterFlush();
            }
        });
    }

    /** Ends the session politely, see {@link Phase#closeRequested}; callable on any thread. */
    public void close(String reason, boolean withdrawal) {
        connection.shutDown(reason, withdrawal);
    }

    // What the classes of this package ask

    Nexus nexus() {
        return nexus;
    }

    OperationalParameters parameters() {
        return parameters;
    }

    long lastReceived() {
        return connection.lastReceived();
    }

    long now() {
        return connection.now();
    }

    ByteBuf allocate(int bytes) {
        return connection.alloc().directBuffer(bytes, bytes);
    }

    boolean inProgress(int taskTag) {
        return reception.commands().byTaskTag(taskTag) != null;
    }

    int newTransferTag(CommandState state) {
        return reception.commands().newTransferTag(state);
    }

    /** Whether new commands wait: the initiator does not take what is sent, or the session is about to end. */
    boolean parked() {
        return closing != null || !connection.output().writable();
    }

    void sendReadyToTransfer(CommandState state, int transferTag, int r2tSN, int offset, int length) {
        connection.output().beginShowingStatSN(readyToTransfer);
        readyToTransfer.lun(state.command().lun());
        readyToTransfer.initiatorTaskTag(state.tag());
        readyToTransfer.targetTransferTag(transferTag).r2tSN(r2tSN).range(offset, length);
        connection.output().finish(readyToTransfer);
    }

    void reject(RejectReason reason, String why, ByteBuf buffer, int header) {
        rejects.rejected(reason, why);
        connection.output().beginWithStatus(reject);
        reject.initiatorTaskTag(BasicHeaderSegment.RESERVED_TAG);
        reject.reason(reason);
        ByteBuf copy = allocate(BasicHeaderSegment.LENGTH).writeBytes(buffer, header, BasicHeaderSegment.LENGTH);
        connection.output().finish(reject, copy);
    }

    /** Rejects the PDU, or lets a violation of wider reach go on to the connection. */
    void answerViolation(ProtocolViolation violation, ByteBuf buffer, int header) throws ProtocolViolation {
        if (violation.radius() != ProtocolViolation.Radius.REJECT) {
            throw violation;
        }
        verifyPending();
        reject(violation.reason(), violation.getMessage(), buffer, header);
    }

    private void verifyPending() throws ProtocolViolation {
        if (connection.output().pending() > MOST_PENDING) {
            throw ProtocolViolation.connectionFailure("goes on asking and takes nothing of what is sent");
        }
    }

    /** The initiator has logged out. */
    void loggedOut() {
        LOG.info("{} has logged out", this);
        connection.state(ConnectionState.IN_LOGOUT);
        nexus.lost("logged out");
    }

    void endAfterColdReset() {
        owner.endAll("TARGET COLD RESET by " + identity.initiatorName());
        connection.closeAfterFlush();
    }

    // From the connection

    @Override
    public int maximumDataSegmentLength() {
        return parameters.maxRecvDataSegmentLength();
    }

    @Override
    public boolean streams(int opcode) {
        return opcode == Opcode.SCSI_COMMAND || opcode == Opcode.SCSI_DATA_OUT;
    }

    @Override
    public void headerReceived(ByteBuf buffer, int header) throws ProtocolViolation {
        try {
            reception.headerReceived(buffer, header);
        } catch (ProtocolViolation violation) {
            answerViolation(violation, buffer, header);
        }
    }

    @Override
    public void dataReceived(ByteBuf buffer, int index, int length) {
        reception.dataReceived(buffer, index, length);
    }

    @Override
    public void pduEnded(ByteBuf header, boolean intact) throws ProtocolViolation {
        reception.pduEnded(header, intact);
        turns.takeInHeld();
    }

    @Override
    public void pduReceived(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        verifyPending();
        try {
            ordered.received(buffer, header, data, length);
        } catch (ProtocolViolation violation) {
            answerViolation(violation, buffer, header);
        }
        turns.takeInHeld();
    }

    @Override
    public void dataDigestFailed(ByteBuf buffer, int header) throws ProtocolViolation {
        reject(RejectReason.DATA_DIGEST_ERROR, "data digest error", buffer, header);
        ordered.discarded(buffer, header);
        turns.takeInHeld();
    }

    @Override
    public void batchEnded() {
        if (!gone) {
            nexus.batchEnded();
        }
    }

    @Override
    public void delivered(int count) {
        if (!gone) {
            nexus.delivered(count);
            undelivered -= count;
            leaveIfIdle();
        }
    }

    @Override
    public void writable() throws ProtocolViolation {
        turns.takeInHeld();
    }

    @Override
    public void tick(long nanoTime) throws ProtocolViolation {
        owed.tick(nanoTime);
    }

    @Override
    public void closeRequested(String reason, boolean withdrawal) {
        if (closing != null || gone) {
            return;
        }
        if (withdrawal) {
            withdraw(reason);
            return;
        }
        LOG.info("{} is asked to log out: {}", this, reason);
        connection.state(ConnectionState.LOGOUT_REQUESTED);
        ordered.requestLogout(LOGOUT_SECONDS);
        closing = connection.executor().schedule(connection::closeAfterFlush, LOGOUT_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * The next revision resumes the nexus. Therefore no logout is asked for, which would be its loss with all that core keeps for
     * it: new commands wait, what is in progress is answered, then the connection is dropped and the initiator logs in again.
     */
    private void withdraw(String reason) {
        LOG.info("{} is left to the next revision: {}", this, reason);
        withdrawn = true;
        closing = connection.executor().schedule(this::leave, DRAIN_SECONDS, TimeUnit.SECONDS);
        leaveIfIdle();
    }

    /** Everything is answered, and core knows that the answers have left: else it would hold some as not delivered. */
    private void leaveIfIdle() {
        if (withdrawn && undelivered == 0 && reception.commands().size() == 0) {
            connection.executor().execute(this::leave);
        }
    }

    private void leave() {
        if (!gone && connection.state() == ConnectionState.LOGGED_IN) {
            ordered.announceDrop();
            connection.closeAfterFlush();
        }
    }

    @Override
    public void connectionLost() {
        gone = true;
        if (closing != null) {
            closing.cancel(false);
        }
        turns.release();
        rejects.ended();
        if (withdrawn) {
            reception.commands().forEach(state -> state.dataOut().abandon());
        } else {
            loseNexus();
        }
        owner.ended(this);
    }

    private void loseNexus() {
        try {
            nexus.lost();
        } catch (DeadHandleException gone) {
            LOG.debug("{}: core has ended the nexus already", this);
        }
    }

    // From the mid-layer

    /** Ours, or {@code null} for a command that an earlier revision of this driver took in. */
    private CommandState state(TargetCommand command) {
        return command.attachment() instanceof CommandState known && known.belongsTo(this) ? known : null;
    }

    @Override
    public void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf into) {
        CommandState state = state(command);
        if (gone || state == null) {
            nexus.dataOutReceived(command, offset, 0, DataOutResult.TERMINATED);
        } else {
            state.dataOut().request(offset, length, into);
        }
    }

    @Override
    public void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last) {
        CommandState state = state(command);
        if (gone || state == null) {
            data.release();
        } else {
            responses.dataIn(state, offset, data, last);
        }
    }

    @Override
    public void sendCommandComplete(TargetCommand command) {
        CommandState state = state(command);
        if (state == null) {
            return;
        }
        leaveWindow(state);
        if (!gone) {
            undelivered++;
            responses.complete(state);
        }
        reception.ended(state);
    }

    @Override
    public void commandAborted(TargetCommand command) {
        CommandState state = state(command);
        if (state != null) {
            leaveWindow(state);
            reception.ended(state);
            leaveIfIdle();
        }
    }

    /** First of all, so that the response already shows the place as free. */
    private void leaveWindow(CommandState state) {
        if (!state.immediate()) {
            connection.window().commandEnded();
        }
    }

    @Override
    public void terminateDataTransfer(TargetCommand command) {
        CommandState state = state(command);
        if (state != null) {
            state.dataOut().terminate();
        }
    }

    /** What is queued already goes out before any response that is queued later, so that there is nothing to wait for. */
    @Override
    public void affectedCommandsEnded(TaskManagementRequest request) {
        nexus.affectedCommandsConfirmed(request);
    }

    @Override
    public void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response) {
        if (!gone) {
            taskManagement.executed(request, response);
        }
    }

    @Override
    public void closeNexus(String reason) {
        closeRequested(reason, false);
        connection.executor().execute(() -> {
            // After session reinstatement nobody waits for the old connection's logout.
            if (nexus.state() == NexusState.LEAVING || nexus.state() == NexusState.GONE) {
                connection.closeAfterFlush();
            }
        });
    }

    @Override
    public boolean reportAsynchronousEvent(long lun, Sense sense) {
        if (gone || closing != null || connection.state() != ConnectionState.LOGGED_IN) {
            return false;
        }
        ordered.reportEvent(lun, sense);
        return true;
    }

    @Override
    public void queueLimit(int commands) {
        connection.window().queueLimit(Math.max(1, Math.min(commands, limits.queuedCommands())));
    }

    @Override
    public Map<String, String> properties() {
        return SessionProperties.of(identity, parameters);
    }

    @Override
    public String toString() {
        return "session of " + identity.initiatorName() + " with " + identity.targetName();
    }
}
