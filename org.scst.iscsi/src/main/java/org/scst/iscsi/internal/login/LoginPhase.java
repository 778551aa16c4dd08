package org.scst.iscsi.internal.login;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.scst.core.scsi.TransportId;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.OutOfResourcesException;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.ConnectionState;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.pdu.LoginRequest;
import org.scst.iscsi.internal.pdu.LoginResponse;
import org.scst.iscsi.internal.pdu.Opcode;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.session.Session;
import org.scst.iscsi.internal.session.SessionIdentity;
import org.scst.iscsi.internal.target.IscsiTarget;
import org.scst.iscsi.internal.text.KeyValues;
import org.scst.iscsi.internal.text.Negotiation;
import org.scst.iscsi.internal.text.OperationalKey;
import org.scst.iscsi.internal.text.TextFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Login of one connection (RFC 7143 6.3): stages, text, and in the end a session. Until the start gate opens the first request
 * is held without an answer.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
public final class LoginPhase implements Phase {
    private static final Logger LOG = LoggerFactory.getLogger(LoginPhase.class);
    /** What both sides may send before anything is negotiated (RFC 7143 13.12). */
    private static final int LOGIN_SEGMENT_LENGTH = 8192;
    /** Immediate commands aside, a discovery session has one request in progress. */
    private static final int DISCOVERY_WINDOW = 8;

    private static final String PORTAL_GROUP_TAG = "1";

    private final Connection connection;
    private final LoginService service;
    private final LoginRequest request = new LoginRequest();
    private final LoginResponse response = new LoginResponse();
    private final LoginSteps steps = new LoginSteps();
    private final KeyValues text = new KeyValues();
    private final LoginNames names = new LoginNames();

    private Negotiation negotiation;
    private IscsiTarget target;
    private boolean counted;
    private boolean waiting;
    private boolean done;

    /** @param service the driver */
    public LoginPhase(Connection connection, LoginService service) {
        this.connection = connection;
        this.service = service;
        counted = service.loginBegun();
        if (!counted) {
            connection.executor().execute(() -> connection.fail("too many connections log in at the same time"));
        }
    }

    @Override
    public int maximumDataSegmentLength() {
        return LOGIN_SEGMENT_LENGTH;
    }

    @Override
    public void dataDigestFailed(ByteBuf buffer, int header) {
        throw new IllegalStateException("no digests during login");
    }

    @Override
    public void pduReceived(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        request.wrap(buffer, header);
        if (request.opcode() != Opcode.LOGIN_REQUEST) {
            throw ProtocolViolation.connectionFailure(
                    "a PDU with opcode " + Integer.toHexString(request.opcode()) + " before login has ended");
        }
        if (waiting || done) {
            throw ProtocolViolation.connectionFailure("a second Login Request before the first was answered");
        }
        orRefuse(() -> received(buffer, data, length));
    }

    /** Something that may end the login. */
    private interface Step {
        void take() throws LoginRefusedException, TextFormatException;
    }

    private void orRefuse(Step step) {
        try {
            step.take();
        } catch (TextFormatException e) {
            refuse(new LoginRefusedException(LoginStatus.INITIATOR_ERROR, e.getMessage()));
        } catch (LoginRefusedException e) {
            refuse(e);
        }
    }

    private void received(ByteBuf buffer, int data, int length) throws LoginRefusedException, TextFormatException {
        if (!steps.begun()) {
            connection.state(ConnectionState.IN_LOGIN);
            connection.beginNumbers(request.cmdSN(), request.expStatSN());
        }
        steps.judge(request);
        text.append(buffer, data, length);
        if (request.continues()) {
            answer(List.of());
        } else {
            take(text.take());
        }
    }

    private void take(Map<String, String> pairs) throws LoginRefusedException, TextFormatException {
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (LoginNames.knows(pair.getKey())) {
                names.take(pair.getKey(), pair.getValue(), answers);
            }
        }
        if (negotiation != null) {
            negotiate(pairs, answers);
            return;
        }
        names.checkComplete();
        waiting = true;
        service.startGate()
                .whenComplete((open, failure) ->
                        connection.executor().execute(() -> gateAnswered(Boolean.TRUE.equals(open), pairs, answers)));
    }

    private void gateAnswered(boolean open, Map<String, String> pairs, List<Map.Entry<String, String>> answers) {
        waiting = false;
        if (done || connection.state() != ConnectionState.IN_LOGIN) {
            return;
        }
        orRefuse(() -> {
            if (!open) {
                throw new LoginRefusedException(
                        LoginStatus.SERVICE_UNAVAILABLE, "the configuration is not in force yet");
            }
            identify(answers);
            negotiate(pairs, answers);
        });
    }

    private void identify(List<Map.Entry<String, String>> answers) throws LoginRefusedException {
        if (names.discovery()) {
            if (steps.tsih() != 0) {
                throw new LoginRefusedException(
                        LoginStatus.SESSION_DOES_NOT_EXIST, "a discovery session with TSIH " + steps.tsih());
            }
            negotiation = new Negotiation(Map.of(), true);
            return;
        }
        IscsiTarget named = service.target(names.target());
        if (named == null) {
            throw new LoginRefusedException(LoginStatus.NOT_FOUND, "no target is named " + names.printableTarget());
        }
        String initiator = names.initiator().value();
        if (!named.port().visibleTo(initiator)) {
            throw new LoginRefusedException(LoginStatus.NOT_FOUND, named.name() + " maps no LUN for " + initiator);
        }
        if (steps.tsih() != 0) {
            boolean known = named.has(steps.tsih(), initiator, steps.isid());
            throw new LoginRefusedException(
                    known ? LoginStatus.TOO_MANY_CONNECTIONS : LoginStatus.SESSION_DOES_NOT_EXIST,
                    "TSIH " + steps.tsih() + (known ? ": a session has one connection here" : " is no session of it"));
        }
        if (!named.accepts(initiator, steps.isid())) {
            throw new LoginRefusedException(
                    LoginStatus.OUT_OF_RESOURCES, "MaxSessions of " + named.name() + " reached");
        }
        target = named;
        negotiation = new Negotiation(named.settings().keys(), false);
        answers.add(Map.entry("TargetPortalGroupTag", PORTAL_GROUP_TAG));
        if (!named.settings().alias().isEmpty()) {
            answers.add(Map.entry("TargetAlias", named.settings().alias()));
        }
    }

    private void negotiate(Map<String, String> pairs, List<Map.Entry<String, String>> answers)
            throws TextFormatException, LoginRefusedException {
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (!LoginNames.knows(pair.getKey())) {
                negotiation.offer(pair.getKey(), pair.getValue(), answers);
            }
        }
        if (steps.stage() == LoginStage.LOGIN_OPERATIONAL_NEGOTIATION) {
            answers.addAll(negotiation.declarations());
        }
        if (steps.next() == LoginStage.FULL_FEATURE_PHASE) {
            finish(answers);
        } else {
            answer(answers);
        }
    }

    private void finish(List<Map.Entry<String, String>> answers) throws LoginRefusedException {
        byte[] bytes = encoded(answers);
        int tsih = service.newTsih();
        if (names.discovery()) {
            Phase discovery = service.discovery(
                    connection,
                    names.initiator().value(),
                    new LoginService.Negotiated(
                            negotiation.receives(),
                            negotiation.number(OperationalKey.MaxRecvDataSegmentLength),
                            steps.isid()));
            connection.window().queueLimit(DISCOVERY_WINDOW);
            send(LoginStatus.SUCCESS, tsih, bytes);
            end();
            connection.enter(discovery, digest(OperationalKey.HeaderDigest), digest(OperationalKey.DataDigest));
            return;
        }
        Session session = open(tsih);
        target.begun(session);
        send(LoginStatus.SUCCESS, tsih, bytes);
        end();
        session.begin();
    }

    private Session open(int tsih) throws LoginRefusedException {
        String initiator = names.initiator().value();
        OperationalParameters parameters = parameters();
        Session session = new Session(
                connection,
                new SessionIdentity(initiator, steps.isid(), tsih, steps.cid(), target.name()),
                parameters,
                target.settings().limits(),
                target,
                target.textRequests(connection, initiator, negotiation));
        NexusDescription description = new NexusDescription(
                initiator + ",i,0x" + String.format("%012x", steps.isid()),
                initiator,
                TransportId.iscsi(initiator, steps.isid()),
                address(),
                true,
                false,
                queue(parameters));
        try {
            session.open(target.port(), description);
        } catch (DeadHandleException e) {
            throw new LoginRefusedException(LoginStatus.SERVICE_UNAVAILABLE, target.name() + " is being withdrawn");
        } catch (OutOfResourcesException e) {
            throw new LoginRefusedException(
                    LoginStatus.OUT_OF_RESOURCES,
                    e.getMessage() + "; raise scst_max_cmd_mem or lower FirstBurstLength");
        }
        return session;
    }

    private NexusDescription.Queue queue(OperationalParameters parameters) {
        boolean unsolicited = parameters.immediateData() || !parameters.initialR2T();
        return new NexusDescription.Queue(
                target.settings().limits().queuedCommands(), unsolicited ? parameters.firstBurstLength() : 0);
    }

    private String address() {
        return String.valueOf(connection.remoteAddress()).replaceFirst("^/", "");
    }

    private boolean digest(OperationalKey key) {
        return negotiation.result(key).equals("CRC32C");
    }

    private boolean yes(OperationalKey key) {
        return negotiation.result(key).equals("Yes");
    }

    private OperationalParameters parameters() {
        return new OperationalParameters(
                yes(OperationalKey.InitialR2T),
                yes(OperationalKey.ImmediateData),
                negotiation.receives(),
                negotiation.number(OperationalKey.MaxRecvDataSegmentLength),
                negotiation.number(OperationalKey.MaxBurstLength),
                negotiation.number(OperationalKey.FirstBurstLength),
                negotiation.number(OperationalKey.MaxOutstandingR2T),
                digest(OperationalKey.HeaderDigest),
                digest(OperationalKey.DataDigest));
    }

    private void end() {
        done = true;
        if (counted) {
            counted = false;
            service.loginEnded();
        }
    }

    private static byte[] encoded(List<Map.Entry<String, String>> answers) throws LoginRefusedException {
        byte[] bytes = KeyValues.encode(answers);
        if (bytes.length > LOGIN_SEGMENT_LENGTH) {
            throw new LoginRefusedException(LoginStatus.INITIATOR_ERROR, "too many keys at once");
        }
        return bytes;
    }

    /** Answers within the login phase, and goes on to the next stage if that was asked for. */
    private void answer(List<Map.Entry<String, String>> answers) throws LoginRefusedException {
        send(LoginStatus.SUCCESS, steps.tsih(), encoded(answers));
        if (steps.next() != null) {
            steps.take();
        }
    }

    private void send(LoginStatus status, int tsih, byte[] bytes) {
        LoginStage next = status == LoginStatus.SUCCESS ? steps.next() : null;
        connection.output().beginWithStatus(response);
        response.stage(next != null, false, steps.stage().code(), next == null ? 0 : next.code());
        response.session(steps.isid(), tsih);
        response.initiatorTaskTag(steps.taskTag());
        response.status(status.code());
        ByteBuf segment = connection.output().allocate(Math.max(bytes.length, 1));
        connection.output().finish(response, segment.writeBytes(bytes));
    }

    private void refuse(LoginRefusedException refusal) {
        String who = names.initiator() == null
                ? "an initiator without a name"
                : names.initiator().value();
        if (connection.tells(who + refusal.getMessage())) {
            LOG.info("{}: login of {} refused with {}: {}", connection, who, refusal.status(), refusal.getMessage());
        }
        service.loginRefused(new LoginRefusal(
                names.target() == null ? "" : names.printableTarget(),
                names.initiator() == null ? "" : who,
                address(),
                String.format("0x%04x %s", refusal.status().code(), refusal.status()),
                refusal.getMessage()));
        send(refusal.status(), steps.tsih(), new byte[0]);
        end();
        connection.closeAfterFlush();
    }

    @Override
    public void closeRequested(String reason, boolean withdrawal) {
        if (waiting && !done) {
            refuse(new LoginRefusedException(LoginStatus.SERVICE_UNAVAILABLE, reason));
        } else {
            connection.closeAfterFlush();
        }
    }

    @Override
    public void connectionLost() {
        end();
    }
}
