package org.scst.iscsi.internal.login;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.scsi.TransportId;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.OutOfResourcesException;
import org.scst.iscsi.internal.authentication.Accounts;
import org.scst.iscsi.internal.authentication.Authentication;
import org.scst.iscsi.internal.authentication.AuthenticationException;
import org.scst.iscsi.internal.authentication.Proof;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.ConnectionState;
import org.scst.iscsi.internal.connection.PduRate;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.discovery.RatedTextRequests;
import org.scst.iscsi.internal.isns.Admission;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.pdu.LoginRequest;
import org.scst.iscsi.internal.pdu.LoginResponse;
import org.scst.iscsi.internal.pdu.Opcode;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.portal.AddressPatterns;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.scst.iscsi.internal.portal.PortalGroup;
import org.scst.iscsi.internal.portal.Redirect;
import org.scst.iscsi.internal.session.Session;
import org.scst.iscsi.internal.session.SessionIdentity;
import org.scst.iscsi.internal.target.IscsiTarget;
import org.scst.iscsi.internal.target.TargetSettings;
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

    /** Bytes that a session has in any case: its smallest receive buffer, a batch of answers, some text. */
    public static final long SESSION_FLOOR = 64 * 1024;

    private final Connection connection;
    private final LoginService service;
    private final LoginRequest request = new LoginRequest();
    private final LoginResponse response = new LoginResponse();
    private final LoginSteps steps = new LoginSteps();
    private final KeyValues text = new KeyValues();
    private final LoginNames names = new LoginNames();
    private final LoginLimits limits;
    private final PduRate rate;
    private final LoginPlaces.Place place;
    private long began;

    private Negotiation negotiation;
    private Authentication authentication;
    private IscsiTarget target;
    private boolean waiting;
    private boolean done;

    /** @param service the driver */
    public LoginPhase(Connection connection, LoginService service) {
        this.connection = connection;
        this.service = service;
        limits = service.loginLimits();
        rate = new PduRate("Login Requests", limits.requestsPerSecond());
        began = connection.now();
        place = service.loginPlaces()
                .take(connection.remoteAddress(), cause -> connection.executor().execute(() -> turnAway(cause)));
        if (place != null) {
            connection.context().channel().closeFuture().addListener(closed -> place.giveBack());
        }
    }

    /** Whether the target owes an answer that something else has to be awaited for. */
    private void waiting(boolean now) {
        waiting = now;
        if (place != null && now) {
            place.answeredSoon();
        } else if (place != null) {
            place.loggingIn();
        }
    }

    /** There is no place, or it is needed for another; one that was logged in meanwhile keeps its session. */
    private void turnAway(String cause) {
        if (done && !names.discovery()) {
            return;
        }
        service.loginRefused(new LoginRefusal("", "", address(), "no answer", cause));
        connection.fail(cause);
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
        if (place == null) {
            return; // it is turned away by the next task
        }
        rate.counted(connection.now());
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
        void take() throws LoginRefusedException, TextFormatException, AuthenticationException;
    }

    private void orRefuse(Step step) {
        try {
            step.take();
        } catch (TextFormatException e) {
            refuse(new LoginRefusedException(LoginStatus.INITIATOR_ERROR, e.getMessage()));
        } catch (AuthenticationException e) {
            LoginStatus status = e.initiatorsFault() ? LoginStatus.AUTHENTICATION_FAILURE : LoginStatus.TARGET_ERROR;
            refuse(new LoginRefusedException(status, e.getMessage()));
        } catch (LoginRefusedException e) {
            refuse(e);
        }
    }

    private void received(ByteBuf buffer, int data, int length)
            throws LoginRefusedException, TextFormatException, AuthenticationException {
        if (!steps.begun()) {
            if (place != null) {
                place.loggingIn();
            }
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

    private void take(Map<String, String> pairs)
            throws LoginRefusedException, TextFormatException, AuthenticationException {
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (LoginNames.knows(pair.getKey())) {
                names.take(pair.getKey(), pair.getValue(), answers);
            }
        }
        if (negotiation != null) {
            authenticate(pairs, answers);
            return;
        }
        names.checkComplete();
        waiting(true);
        service.startGate()
                .whenComplete((open, failure) ->
                        connection.executor().execute(() -> gateAnswered(Boolean.TRUE.equals(open), pairs, answers)));
    }

    private void gateAnswered(boolean open, Map<String, String> pairs, List<Map.Entry<String, String>> answers) {
        waiting(false);
        began = connection.now();
        if (done || connection.state() != ConnectionState.IN_LOGIN) {
            return;
        }
        orRefuse(() -> {
            if (!open) {
                throw new LoginRefusedException(
                        LoginStatus.SERVICE_UNAVAILABLE, "the configuration is not in force yet");
            }
            identify(answers);
            authenticate(pairs, answers);
        });
    }

    /** The security stage: what it grants is needed for each step beyond it. */
    private void authenticate(Map<String, String> pairs, List<Map.Entry<String, String>> answers)
            throws LoginRefusedException, TextFormatException, AuthenticationException {
        if (steps.stage() != LoginStage.SECURITY_NEGOTIATION && !authentication.granted()) {
            throw new LoginRefusedException(
                    LoginStatus.AUTHENTICATION_FAILURE,
                    "login begins behind the security stage, and an account is needed");
        }
        Optional<Proof> proof = authentication.take(pairs, answers);
        if (proof.isEmpty()) {
            negotiate(pairs, answers);
            return;
        }
        waiting(true);
        service.authenticator()
                .judge(proof.get())
                .whenComplete((own, failure) ->
                        connection.executor().execute(() -> proofJudged(own, failure, pairs, answers)));
    }

    private void proofJudged(
            List<Map.Entry<String, String>> own,
            Throwable failure,
            Map<String, String> pairs,
            List<Map.Entry<String, String>> answers) {
        waiting(false);
        if (done || connection.state() != ConnectionState.IN_LOGIN) {
            return;
        }
        orRefuse(() -> {
            if (failure instanceof AuthenticationException judged) {
                throw judged;
            }
            if (failure != null) {
                LOG.error("A bug: a proof could not be judged", failure);
                throw new LoginRefusedException(LoginStatus.TARGET_ERROR, "a bug: " + failure);
            }
            authentication.proved();
            answers.addAll(own);
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
            authentication = begin(service.authenticator().discovery());
            return;
        }
        IscsiTarget named = service.target(names.target());
        if (named == null) {
            throw new LoginRefusedException(LoginStatus.NOT_FOUND, "no target is named " + names.printableTarget());
        }
        String initiator = names.initiator().value();
        verifyWay(named, initiator);
        if (steps.tsih() != 0) {
            boolean known = named.has(steps.tsih(), initiator, steps.isid());
            throw new LoginRefusedException(
                    known ? LoginStatus.TOO_MANY_CONNECTIONS : LoginStatus.SESSION_DOES_NOT_EXIST,
                    "TSIH " + steps.tsih() + (known ? ": a session has one connection here" : " is no session of it"));
        }
        target = named;
        negotiation = new Negotiation(keysWithinMemory(named), false);
        authentication = begin(named.settings().accounts());
        answers.add(Map.entry("TargetPortalGroupTag", Integer.toString(PortalGroup.TAG)));
        if (!named.settings().alias().isEmpty()) {
            answers.add(Map.entry("TargetAlias", named.settings().alias()));
        }
    }

    /** The less memory there is, the less data may come unasked; long before a login is refused. */
    private Map<OperationalKey, String> keysWithinMemory(IscsiTarget named) {
        TargetSettings settings = named.settings();
        return settings.keysWithin(named.port().unsolicitedBytes(nexusKey(), settings.queue()));
    }

    private String nexusKey() {
        return SessionIdentity.nexusKey(names.initiator().value(), steps.isid());
    }

    /** Of those who come by an internal portal nothing is asked. */
    private Authentication begin(Accounts accounts) {
        boolean internal = service.settings().internalPortals().mean(connection.portal());
        return service.authenticator().begin(internal ? Accounts.NONE : accounts);
    }

    /** A target that is not there for this initiator does not exist; one that has moved says so before anything else is asked. */
    private void verifyWay(IscsiTarget named, String initiator) throws LoginRefusedException {
        InetSocketAddress here = connection.portal();
        if (!service.settings().enabled()) {
            throw new LoginRefusedException(LoginStatus.NOT_FOUND, "the driver is not enabled");
        }
        if (!named.servedAt(here)) {
            throw new LoginRefusedException(
                    LoginStatus.NOT_FOUND,
                    named.name() + " is not enabled, or its allowed_portal does not mean " + PortalAddress.text(here));
        }
        AddressPatterns initiators = named.settings().access().initiators();
        if (!initiators.take(connection.remoteAddress())) {
            throw new LoginRefusedException(
                    LoginStatus.NOT_FOUND,
                    named.name() + ": allowed_initiator_address = " + initiators
                            + " does not take where it connects from");
        }
        Admission admission = service.admission(named.name(), initiator);
        if (admission == Admission.UNANSWERED) {
            throw new LoginRefusedException(
                    LoginStatus.SERVICE_UNAVAILABLE,
                    "the iSNS server has not said yet who may log in to " + named.name());
        }
        if (admission == Admission.REFUSED) {
            throw new LoginRefusedException(
                    LoginStatus.NOT_FOUND, "the iSNS server does not name " + initiator + " for " + named.name());
        }
        Optional<Redirect> redirect = named.redirectFrom(here);
        if (redirect.isPresent()) {
            throw LoginRefusedException.redirected(redirect.get());
        }
        if (!named.visibleTo(initiator, here)) {
            throw new LoginRefusedException(
                    LoginStatus.NOT_FOUND, named.name() + " maps no LUN for " + named.groupName(initiator, here));
        }
    }

    private void negotiate(Map<String, String> pairs, List<Map.Entry<String, String>> answers)
            throws TextFormatException, LoginRefusedException {
        Map<String, String> offered = new LinkedHashMap<>(pairs);
        offered.keySet().removeIf(key -> LoginNames.knows(key) || Authentication.knows(key));
        negotiation.offer(offered, answers);
        if (!authentication.granted()) {
            stay();
        }
        if (steps.stage() == LoginStage.LOGIN_OPERATIONAL_NEGOTIATION) {
            answers.addAll(negotiation.declarations());
        }
        if (steps.next() != LoginStage.FULL_FEATURE_PHASE) {
            answer(answers);
        } else if (target == null || !target.has(names.initiator().value())) {
            finish(answers);
        } else {
            waiting(true);
            target.endLeft(names.initiator().value())
                    .whenComplete((ended, failure) -> connection.executor().execute(() -> leftEnded(answers)));
        }
    }

    /** Sessions that the initiator has hung up on are lost now, and with them what would stand in its own way. */
    private void leftEnded(List<Map.Entry<String, String>> answers) {
        waiting(false);
        if (!done && connection.state() == ConnectionState.IN_LOGIN) {
            orRefuse(() -> finish(answers));
        }
    }

    /** The security stage goes on until the initiator has proved who it is; one that does not begin to never will. */
    private void stay() throws LoginRefusedException {
        if (steps.next() != null && !authentication.begun()) {
            throw new LoginRefusedException(
                    LoginStatus.AUTHENTICATION_FAILURE, "the initiator offers no AuthMethod, and an account is needed");
        }
        steps.stay();
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
                            steps.isid(),
                            limits));
            connection.window().queueLimit(DISCOVERY_WINDOW);
            send(LoginStatus.SUCCESS, tsih, bytes);
            done = true;
            if (place != null) {
                place.discovering();
            }
            connection.enter(discovery, digest(OperationalKey.HeaderDigest), digest(OperationalKey.DataDigest));
            return;
        }
        Session session = open(tsih);
        target.begun(session);
        service.loginGranted(names.initiator().value(), target.name());
        send(LoginStatus.SUCCESS, tsih, bytes);
        end();
        session.begin();
    }

    /** Limits are judged here and not before: others may have logged in since this login began. */
    private Session open(int tsih) throws LoginRefusedException {
        if (!target.accepts(names.initiator().value(), steps.isid())) {
            throw scarce(Limit.MAX_SESSIONS, "MaxSessions of " + target.name() + " reached");
        }
        if (!connection.memory().enter(target.memory(), limits.sessionMemory(), SESSION_FLOOR)) {
            throw scarce(
                    Limit.MAX_MEMORY,
                    "no memory for one more session within max_memory; raise it in org.scst.iscsi.cfg or in the file of "
                            + target.name());
        }
        String initiator = names.initiator().value();
        OperationalParameters parameters = parameters();
        Session session = new Session(
                connection,
                new SessionIdentity(initiator, steps.isid(), tsih, steps.cid(), target.name()),
                parameters,
                target.settings().limits(),
                target,
                new RatedTextRequests(
                        target.textRequests(connection, initiator, negotiation),
                        connection,
                        limits.requestsPerSecond()));
        NexusDescription description = new NexusDescription(
                nexusKey(),
                initiator,
                TransportId.iscsi(initiator, steps.isid()),
                address(),
                true,
                false,
                queue(parameters),
                target.groupName(initiator, connection.portal()));
        try {
            session.open(target.port(), description);
        } catch (DeadHandleException e) {
            throw new LoginRefusedException(LoginStatus.SERVICE_UNAVAILABLE, target.name() + " is being withdrawn");
        } catch (OutOfResourcesException e) {
            throw scarce(Limit.COMMAND_MEMORY, e.getMessage() + "; raise scst_max_cmd_mem or lower FirstBurstLength");
        }
        return session;
    }

    private LoginRefusedException scarce(Limit limit, String cause) {
        connection.exceeded(limit);
        return new LoginRefusedException(LoginStatus.OUT_OF_RESOURCES, cause);
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
                Math.min(
                        negotiation.number(OperationalKey.MaxRecvDataSegmentLength),
                        target.settings().maxXmitDataSegmentLength()),
                negotiation.number(OperationalKey.MaxBurstLength),
                negotiation.number(OperationalKey.FirstBurstLength),
                negotiation.number(OperationalKey.MaxOutstandingR2T),
                digest(OperationalKey.HeaderDigest),
                digest(OperationalKey.DataDigest));
    }

    private void end() {
        done = true;
        if (place != null) {
            place.giveBack();
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
        boolean elsewhere = !refusal.targetAddress().isEmpty();
        if (!elsewhere) {
            service.loginRefused(new LoginRefusal(
                    names.target() == null ? "" : names.printableTarget(),
                    names.initiator() == null ? "" : who,
                    address(),
                    String.format("0x%04x %s", refusal.status().code(), refusal.status()),
                    refusal.getMessage()));
        }
        byte[] text = elsewhere
                ? KeyValues.encode(List.of(Map.entry("TargetAddress", refusal.targetAddress())))
                : new byte[0];
        send(refusal.status(), steps.tsih(), text);
        end();
        connection.closeAfterFlush();
    }

    /** The time that a login waits for the start gate is the target's own; that of a proof ends with the login's. */
    @Override
    public void tick(long nanoTime) throws ProtocolViolation {
        if (done || nanoTime - began <= limits.timeout().toNanos()) {
            return;
        }
        if (!waiting) {
            throw ProtocolViolation.exceeded(
                    Limit.LOGIN_TIMEOUT, "no login within " + limits.timeout().toSeconds() + " s");
        }
        if (authentication != null) {
            connection.exceeded(Limit.LOGIN_TIMEOUT);
            refuse(new LoginRefusedException(
                    LoginStatus.TARGET_ERROR,
                    "secrets were not read, or earlier sessions not looked at, within "
                            + limits.timeout().toSeconds() + " s"));
        }
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
