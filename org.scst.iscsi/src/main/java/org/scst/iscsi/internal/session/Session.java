package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.OutOfResourcesException;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TargetPort;
import org.scst.core.target.TaskManagementRequest;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.ConnectionState;
import org.scst.iscsi.internal.connection.HangUp;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.memory.ConnectionMemory;
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

    /** What an answer of its own to a PDU costs at least, until the initiator has taken it. */
    private static final int LEAST_ANSWER = 2 * BasicHeaderSegment.LENGTH;

    /** How long an initiator that was asked to log out may take. */
    private static final int LOGOUT_SECONDS = 2;

    /** Parameter3 has two bytes. */
    private static final int LONGEST_PATIENCE = 0xFFFF;

    private final Connection connection;
    private final SessionIdentity identity;
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
    private final SessionErrors errors;
    private final Departure departure;

    /** Changes with what the initiator declares in a Text Request; operators read it from other threads. */
    private volatile OperationalParameters parameters;

    private volatile SessionProgress progress;
    private Nexus nexus;
    private Future<?> closing;
    /** Whether new commands wait for the end that is near. */
    private boolean holding;

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
        errors = new SessionErrors(line -> LOG.info("{}: {}", connection, line));
        turns = new Turns(connection, this);
        reception = new CommandReception(this, connection, turns);
        taskManagement = new TaskManagement(connection, this, turns);
        ordered = new OrderedPdus(this, connection, turns, taskManagement, text);
        turns.serve(reception, ordered);
        responses = new Responses(connection.output(), parameters, errors);
        text.onDeclared(this::declared);
        owed = new OwedByInitiator(connection, limits, reception.commands());
        progress = SessionProgress.of(connection, false, errors);
        departure = new Departure(this, connection, reception, taskManagement, ordered, turns, owed);
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

    /**
     * Goes on with a session that an earlier revision has left, in full feature phase: the nexus is resumed, or begins anew when
     * core has given it up meanwhile. What cannot be gone on with ends the connection, as a wrong PDU does.
     *
     * @param left borrowed
     */
    public void resume(TargetPort port, NexusDescription description, ConnectionRecord left) {
        try {
            departure.undo(left);
            open(port, description);
            connection.enter(this, parameters.headerDigest(), parameters.dataDigest());
            LOG.info("{}: {} goes on at {}", connection, identity.initiatorName(), identity.targetName());
        } catch (DeadHandleException | OutOfResourcesException | RecordRefusedException e) {
            refused(e.getMessage());
        }
    }

    /** A session that was left by an earlier revision cannot be gone on with: its connection ends. */
    public void refused(String cause) {
        gone = true;
        connection.executor().execute(() -> connection.fail(cause));
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

    /** Has something done with its connection on the event loop, unless that is gone; callable on any thread. */
    public void withConnection(Consumer<Connection> action) {
        connection.executor().execute(() -> {
            if (!gone) {
                action.accept(connection);
            }
        });
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

    /** Ends the session if its initiator has hung up; callable on any thread. Ends when it has ended, or goes on. */
    public CompletionStage<Void> endIfLeft() {
        return HangUp.look(connection.context());
    }

    /** Ends the session politely, see {@link Phase#closeRequested}; callable on any thread. */
    public void close(String reason, boolean withdrawal) {
        connection.shutDown(reason, withdrawal);
    }

    private void declared(int maxXmitDataSegmentLength) {
        parameters = parameters.withMaxXmitDataSegmentLength(maxXmitDataSegmentLength);
        responses.largestSegment(maxXmitDataSegmentLength);
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

    ConnectionMemory memory() {
        return connection.memory();
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
        return holding || departure.begun() || !connection.output().writable();
    }

    boolean loggedIn() {
        return !gone && connection.state() == ConnectionState.LOGGED_IN;
    }

    void sendReadyToTransfer(CommandState state, int transferTag, int r2tSN, int offset, int length) {
        connection.output().beginShowingStatSN(readyToTransfer);
        readyToTransfer.lun(state.command().lun());
        readyToTransfer.initiatorTaskTag(state.tag());
        readyToTransfer.targetTransferTag(transferTag).r2tSN(r2tSN).range(offset, length);
        connection.output().finish(readyToTransfer);
        connection.detachment().readOn();
    }

    void reject(RejectReason reason, String why, ByteBuf buffer, int header) {
        errors.rejected(reason, why);
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
        connection.output().reserveAnswer(LEAST_ANSWER);
        reject(violation.reason(), violation.getMessage(), buffer, header);
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
        connection.output().reserveAnswer(LEAST_ANSWER);
        try {
            ordered.received(buffer, header, data, length);
        } catch (ProtocolViolation violation) {
            answerViolation(violation, buffer, header);
        }
        turns.takeInHeld();
    }

    @Override
    public void expected(long lun) {
        if (!gone) {
            nexus.expected(lun);
        }
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
            departure.check();
        }
    }

    @Override
    public boolean awaitsMore() {
        return reception.commands().owed();
    }

    @Override
    public void delivered(int count) {
        if (!gone) {
            nexus.delivered(count);
            departure.delivered(count);
        }
    }

    @Override
    public void resumed() throws ProtocolViolation {
        if (!gone) {
            turns.takeInHeld();
        }
    }

    @Override
    public void writable() throws ProtocolViolation {
        turns.takeInHeld();
    }

    @Override
    public void tick(long nanoTime) throws ProtocolViolation {
        owed.tick(nanoTime);
        progress = SessionProgress.of(connection, owed.asking(), errors);
    }

    @Override
    public void closeRequested(String reason, boolean withdrawal) {
        if (gone) {
            return;
        }
        if (closing != null) {
            if (withdrawal && !holding) {
                closing.cancel(false);
                holdAndEnd();
            }
            return;
        }
        if (departure.begun()) {
            if (!withdrawal && connection.state() == ConnectionState.LOGGED_IN) {
                departure.drop();
            }
            return;
        }
        if (withdrawal) {
            LOG.info("{} is left to the next revision: {}", this, reason);
            departure.begin();
            return;
        }
        askForLogout(reason, LOGOUT_SECONDS);
    }

    /** Commands go on until the last moments of the time that the initiator is given. */
    private void askForLogout(String reason, int seconds) {
        LOG.info("{} is asked to log out within {} s: {}", this, seconds, reason);
        connection.state(ConnectionState.LOGOUT_REQUESTED);
        ordered.requestLogout(seconds);
        if (seconds > LOGOUT_SECONDS) {
            closing = connection.executor().schedule(this::holdAndEnd, seconds - LOGOUT_SECONDS, TimeUnit.SECONDS);
        } else {
            holdAndEnd();
        }
    }

    private void holdAndEnd() {
        holding = true;
        closing = connection.executor().schedule(connection::closeAfterFlush, LOGOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void connectionLost() {
        gone = true;
        if (closing != null) {
            closing.cancel(false);
        }
        departure.cancel();
        turns.release();
        errors.ended();
        if (departure.begun()) {
            reception.commands().forEach(state -> state.dataOut().abandon());
        } else {
            loseNexus();
        }
        owner.ended(this);
    }

    private void loseNexus() {
        try {
            if (nexus != null) {
                nexus.lost();
            }
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
            departure.queued();
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
            departure.check();
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
            departure.check();
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
    public void closeNexus(String reason, Duration patience) {
        if (closing == null && !gone && !departure.begun()) {
            askForLogout(reason, (int) Math.min(Math.max(patience.toSeconds(), LOGOUT_SECONDS), LONGEST_PATIENCE));
        }
    }

    @Override
    public boolean reportAsynchronousEvent(long lun, Sense sense) {
        if (gone || closing != null || departure.begun() || connection.state() != ConnectionState.LOGGED_IN) {
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
    public Map<String, String> progress() {
        return progress.properties();
    }

    @Override
    public String toString() {
        return "session of " + identity.initiatorName() + " with " + identity.targetName();
    }
}
