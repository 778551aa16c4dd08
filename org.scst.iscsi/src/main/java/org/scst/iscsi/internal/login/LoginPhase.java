package org.scst.iscsi.internal.login;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.scst.core.scsi.TransportId;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.NexusDescription;
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
    /** What an initiator may send before anything is negotiated (RFC 7143 13.12). */
    private static final int LOGIN_SEGMENT_LENGTH = 8192;

    private final Connection connection;
    private final LoginService service;
    private final LoginRequest request = new LoginRequest();
    private final LoginResponse response = new LoginResponse();
    private final KeyValues text = new KeyValues();
    private final LoginNames names = new LoginNames();

    private Negotiation negotiation;
    private IscsiTarget target;
    private boolean begun;
    private boolean counted;
    private boolean named;
    private boolean waiting;
    private boolean done;
    private int stage;
    private int taskTag;
    private long isid;
    private int tsih;
    private int cid;
    private boolean transit;
    private int nextStage;

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
        try {
            header();
            text.append(buffer, data, length);
            if (request.continues()) {
                answer(List.of(), false);
                return;
            }
            take(text.take());
        } catch (TextFormatException e) {
            refuse(new LoginRefusedException(LoginStatus.INITIATOR_ERROR, e.getMessage()));
        } catch (LoginRefusedException e) {
            refuse(e);
        }
    }

    private void header() throws LoginRefusedException {
        if (!begun) {
            begin();
        } else if (request.isid() != isid || request.tsih() != tsih || request.cid() != cid) {
            throw new LoginRefusedException(LoginStatus.INITIATOR_ERROR, "ISID, TSIH or CID changed during login");
        }
        taskTag = request.initiatorTaskTag();
        transit = request.transit();
        nextStage = request.nextStage();
        if (transit && request.continues()) {
            throw new LoginRefusedException(LoginStatus.INITIATOR_ERROR, "T and C are both set");
        }
        if (request.currentStage() != stage) {
            throw new LoginRefusedException(
                    LoginStatus.INITIATOR_ERROR, "stage " + request.currentStage() + " instead of " + stage);
        }
        boolean forward = nextStage == LoginRequest.LOGIN_OPERATIONAL_NEGOTIATION && stage == 0
                || nextStage == LoginRequest.FULL_FEATURE_PHASE;
        if (transit && !forward) {
            throw new LoginRefusedException(
                    LoginStatus.INITIATOR_ERROR, "no way from stage " + stage + " to " + nextStage);
        }
    }

    private void begin() throws LoginRefusedException {
        begun = true;
        connection.state(ConnectionState.IN_LOGIN);
        connection.beginNumbers(request.cmdSN(), request.expStatSN());
        isid = request.isid();
        tsih = request.tsih();
        cid = request.cid();
        taskTag = request.initiatorTaskTag();
        stage = request.currentStage();
        if (request.versionMin() > 0) {
            throw new LoginRefusedException(LoginStatus.UNSUPPORTED_VERSION, "the initiator does not speak version 0");
        }
        if (stage > LoginRequest.LOGIN_OPERATIONAL_NEGOTIATION) {
            throw new LoginRefusedException(LoginStatus.INITIATOR_ERROR, "login begins in stage " + stage);
        }
    }

    private void take(Map<String, String> pairs) throws LoginRefusedException, TextFormatException {
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (LoginNames.knows(pair.getKey())) {
                names.take(pair.getKey(), pair.getValue(), answers);
            }
        }
        if (named) {
            negotiate(pairs, answers);
            return;
        }
        names.checkComplete();
        waiting = true;
        service.startGate()
                .whenComplete((open, failure) -> connection.executor().execute(() -> {
                    waiting = false;
                    if (!done && connection.state() == ConnectionState.IN_LOGIN) {
                        gateAnswered(Boolean.TRUE.equals(open), pairs, answers);
                    }
                }));
    }

    private void gateAnswered(boolean open, Map<String, String> pairs, List<Map.Entry<String, String>> answers) {
        try {
            if (!open) {
                throw new LoginRefusedException(
                        LoginStatus.SERVICE_UNAVAILABLE, "the configuration is not in force yet");
            }
            identify(answers);
            negotiate(pairs, answers);
        } catch (TextFormatException e) {
            refuse(new LoginRefusedException(LoginStatus.INITIATOR_ERROR, e.getMessage()));
        } catch (LoginRefusedException e) {
            refuse(e);
        }
    }

    private void identify(List<Map.Entry<String, String>> answers) throws LoginRefusedException {
        named = true;
        if (names.discovery()) {
            negotiation = new Negotiation(Map.of(), true);
            return;
        }
        target = service.target(names.target());
        if (target == null || !target.port().visibleTo(names.initiator().value())) {
            throw new LoginRefusedException(
                    LoginStatus.NOT_FOUND,
                    target == null
                            ? "no target is named " + printable(names.target())
                            : target.name() + " maps no LUN for " + names.initiator());
        }
        if (tsih != 0) {
            throw new LoginRefusedException(
                    target.has(tsih) ? LoginStatus.TOO_MANY_CONNECTIONS : LoginStatus.SESSION_DOES_NOT_EXIST,
                    "TSIH " + tsih + ": a session has one connection here");
        }
        if (!target.accepts(names.initiator().value(), isid)) {
            throw new LoginRefusedException(
                    LoginStatus.OUT_OF_RESOURCES, "MaxSessions of " + target.name() + " reached");
        }
        negotiation = new Negotiation(target.settings().keys(), false);
        answers.add(Map.entry("TargetPortalGroupTag", "1"));
        if (!target.settings().alias().isEmpty()) {
            answers.add(Map.entry("TargetAlias", target.settings().alias()));
        }
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (char c : text.substring(0, Math.min(text.length(), 223)).toCharArray()) {
            printable.append(Character.isISOControl(c) ? '?' : c);
        }
        return printable.toString();
    }

    private void negotiate(Map<String, String> pairs, List<Map.Entry<String, String>> answers)
            throws TextFormatException, LoginRefusedException {
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (!LoginNames.knows(pair.getKey())) {
                negotiation.offer(pair.getKey(), pair.getValue(), answers);
            }
        }
        if (stage == LoginRequest.LOGIN_OPERATIONAL_NEGOTIATION) {
            answers.addAll(negotiation.declarations());
        }
        if (transit && nextStage == LoginRequest.FULL_FEATURE_PHASE) {
            finish(answers);
            return;
        }
        answer(answers, transit);
        if (transit) {
            stage = nextStage;
        }
    }

    private void finish(List<Map.Entry<String, String>> answers) throws LoginRefusedException {
        tsih = service.newTsih();
        if (names.discovery()) {
            Phase discovery = service.discovery(
                    connection,
                    names.initiator().value(),
                    new LoginService.Negotiated(
                            negotiation.receives(), negotiation.number(OperationalKey.MaxRecvDataSegmentLength), isid));
            connection.window().queueLimit(8);
            answer(answers, true);
            end();
            connection.enter(discovery, digest(OperationalKey.HeaderDigest), digest(OperationalKey.DataDigest));
            return;
        }
        Session session = new Session(
                connection,
                new SessionIdentity(names.initiator().value(), isid, tsih, cid, target.name()),
                parameters(),
                target.settings().limits(),
                target,
                target.textRequests(connection, names.initiator().value(), negotiation));
        try {
            session.open(target.port(), description());
        } catch (DeadHandleException e) {
            throw new LoginRefusedException(LoginStatus.SERVICE_UNAVAILABLE, target.name() + " is being withdrawn");
        }
        target.begun(session);
        answer(answers, true);
        end();
        session.begin();
    }

    private NexusDescription description() {
        String initiator = names.initiator().value();
        return new NexusDescription(
                initiator + ",i,0x" + String.format("%012x", isid),
                initiator,
                TransportId.iscsi(initiator, isid),
                String.valueOf(connection.remoteAddress()),
                true,
                false);
    }

    private boolean digest(OperationalKey key) {
        return negotiation.result(key).equals("CRC32C");
    }

    private boolean yes(OperationalKey key) {
        return negotiation.result(key).equals("Yes");
    }

    private OperationalParameters parameters() {
        int maxBurst = negotiation.number(OperationalKey.MaxBurstLength);
        return new OperationalParameters(
                yes(OperationalKey.InitialR2T),
                yes(OperationalKey.ImmediateData),
                negotiation.receives(),
                negotiation.number(OperationalKey.MaxRecvDataSegmentLength),
                maxBurst,
                Math.min(negotiation.number(OperationalKey.FirstBurstLength), maxBurst),
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

    private void answer(List<Map.Entry<String, String>> answers, boolean moveOn) throws LoginRefusedException {
        byte[] bytes = KeyValues.encode(answers);
        if (bytes.length > LOGIN_SEGMENT_LENGTH) {
            throw new LoginRefusedException(LoginStatus.INITIATOR_ERROR, "too many keys at once");
        }
        send(moveOn, LoginStatus.SUCCESS, bytes);
    }

    private void send(boolean moveOn, LoginStatus status, byte[] bytes) {
        connection.output().beginWithStatus(response);
        response.stage(moveOn, false, stage, moveOn ? nextStage : 0);
        response.session(
                isid,
                moveOn && nextStage == LoginRequest.FULL_FEATURE_PHASE || status != LoginStatus.SUCCESS ? tsih : 0);
        response.initiatorTaskTag(taskTag);
        response.status(status.code());
        connection
                .output()
                .finish(
                        response,
                        connection.output().allocate(Math.max(bytes.length, 1)).writeBytes(bytes));
    }

    private void refuse(LoginRefusedException refusal) {
        String who = names.initiator() == null
                ? "an initiator without a name"
                : names.initiator().value();
        LOG.info("{}: login of {} refused with {}: {}", connection, who, refusal.status(), refusal.getMessage());
        send(false, refusal.status(), new byte[0]);
        end();
        connection.closeAfterFlush();
    }

    @Override
    public void closeRequested(String reason, boolean withdrawal) {
        connection.closeAfterFlush();
    }

    @Override
    public void connectionLost() {
        end();
    }
}
