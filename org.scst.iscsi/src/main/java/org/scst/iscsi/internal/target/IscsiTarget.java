package org.scst.iscsi.internal.target;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.TransportId;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetPort;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.discovery.RatedTextRequests;
import org.scst.iscsi.internal.discovery.TextAnswers;
import org.scst.iscsi.internal.login.LoginLimits;
import org.scst.iscsi.internal.login.LoginPhase;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.iscsi.internal.portal.PortalGroup;
import org.scst.iscsi.internal.portal.Redirect;
import org.scst.iscsi.internal.session.ConnectionRecord;
import org.scst.iscsi.internal.session.Session;
import org.scst.iscsi.internal.session.SessionIdentity;
import org.scst.iscsi.internal.session.SessionOwner;
import org.scst.iscsi.internal.session.TextRequests;
import org.scst.iscsi.internal.text.Negotiation;
import org.scst.iscsi.internal.text.OperationalKey;

/**
 * One iSCSI target node with its one SCSI target port and its sessions.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class IscsiTarget implements SessionOwner {
    private final String id;
    private final String name;
    private final TargetDirectory directory;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final MemoryLimit memory;
    private volatile TargetSettings settings;
    private volatile DriverConfiguration.Target settingsOf;
    private volatile TargetPort port;

    /** @param allMemory limit of what the connections of all targets hold */
    IscsiTarget(String id, String name, TargetSettings settings, TargetDirectory directory, MemoryLimit allMemory) {
        this.id = id;
        this.name = name;
        this.settings = settings;
        this.directory = directory;
        this.memory = new MemoryLimit("max_memory of " + name, settings.maxMemory(), allMemory);
    }

    /** What the mid-layer is told of its port. */
    PortDescription description() {
        return new PortDescription(
                name,
                ProtocolIdentifier.ISCSI,
                List.of(VersionDescriptor.ISCSI),
                List.of(
                        DesignationDescriptor.scsiNameString(
                                DesignationDescriptor.Association.TARGET_PORT,
                                ProtocolIdentifier.ISCSI,
                                name + ",t,0x%04X".formatted(PortalGroup.TAG)),
                        DesignationDescriptor.scsiNameString(
                                DesignationDescriptor.Association.TARGET_DEVICE, ProtocolIdentifier.ISCSI, name)),
                (int) settings.limits().rspTimeout().toSeconds());
    }

    void port(TargetPort registered) {
        port = registered;
    }

    /** @param of what they were read of without a problem; {@code null} when there was one, which is to be told again */
    void settings(TargetSettings next, DriverConfiguration.Target of) {
        settingsOf = of;
        settings = next;
        memory.most(next.maxMemory());
    }

    /** Whether its settings would be the same, and nothing wrong with them. */
    boolean isAsIn(DriverConfiguration.Target configured) {
        DriverConfiguration.Target read = settingsOf;
        return read != null
                && read.id().equals(configured.id())
                && read.properties().equals(configured.properties());
    }

    /** NAME of its file. */
    String id() {
        return id;
    }

    /** iSCSI name of the target node. */
    public String name() {
        return name;
    }

    /** Its port at the mid-layer. */
    public TargetPort port() {
        return port;
    }

    /** What its file says. */
    public TargetSettings settings() {
        return settings;
    }

    /** What its sessions may hold. */
    public MemoryLimit memory() {
        return memory;
    }

    /** Whether it can be found by this portal, by those whom it maps something. */
    public boolean servedAt(InetSocketAddress portal) {
        return settings.access().enabled() && settings.access().allows(portal);
    }

    /** Whether it exists for this initiator at this portal: it is served there, and the initiator is given a logical unit. */
    public boolean visibleTo(String initiatorName, InetSocketAddress portal) {
        return servedAt(portal) && port.visibleTo(groupName(initiatorName, portal));
    }

    /** The name that initiator groups match when the initiator comes by this portal. */
    public String groupName(String initiatorName, InetSocketAddress portal) {
        return settings.access().groupName(initiatorName, portal);
    }

    /** Where an initiator that has come to this portal is sent instead of being logged in. */
    public Optional<Redirect> redirectFrom(InetSocketAddress portal) {
        return settings.access().redirect().filter(redirect -> redirect.sends(portal));
    }

    /** Its sessions. */
    Set<Session> sessions() {
        return sessions;
    }

    /** Whether a session has this TSIH. */
    boolean has(int tsih) {
        return sessions.stream().anyMatch(session -> session.identity().tsih() == tsih);
    }

    /** Whether a session of this initiator port has this TSIH. */
    public boolean has(int tsih, String initiatorName, long isid) {
        return sessions.stream()
                .anyMatch(session -> session.identity().tsih() == tsih && isOf(session, initiatorName, isid));
    }

    /** Whether a session of this initiator port is there. */
    boolean has(String initiatorName, long isid) {
        return sessions.stream().anyMatch(session -> isOf(session, initiatorName, isid));
    }

    /**
     * Goes on with a session that an earlier revision has left. If it cannot, the connection ends.
     *
     * @param left borrowed
     */
    Session resume(Connection connection, ConnectionRecord left, LoginLimits login) {
        boolean place = connection.memory().enter(memory, login.sessionMemory(), LoginPhase.SESSION_FLOOR);
        SessionIdentity identity = left.identity();
        OperationalParameters parameters = left.parameters();
        TextRequests text = textRequests(connection, identity.initiatorName(), parameters.maxXmitDataSegmentLength());
        Session session = new Session(
                connection,
                identity,
                parameters,
                settings.limits(),
                this,
                new RatedTextRequests(text, connection, login.requestsPerSecond()));
        boolean again = has(identity.initiatorName(), identity.isid());
        sessions.add(session);
        if (again) {
            session.refused("its initiator has logged in again meanwhile");
        } else if (place) {
            session.resume(port, resumed(connection, identity, parameters), left);
        } else {
            session.refused("no memory for one more session within " + memory);
        }
        return session;
    }

    private NexusDescription resumed(
            Connection connection, SessionIdentity identity, OperationalParameters parameters) {
        String initiator = identity.initiatorName();
        boolean unsolicited = parameters.immediateData() || !parameters.initialR2T();
        return new NexusDescription(
                SessionIdentity.nexusKey(initiator, identity.isid()),
                initiator,
                TransportId.iscsi(initiator, identity.isid()),
                String.valueOf(connection.remoteAddress()).replaceFirst("^/", ""),
                true,
                true,
                new NexusDescription.Queue(
                        settings.limits().queuedCommands(), unsolicited ? parameters.firstBurstLength() : 0),
                groupName(initiator, connection.portal()));
    }

    private static boolean isOf(Session session, String initiatorName, long isid) {
        return session.identity().isid() == isid && isOf(session, initiatorName);
    }

    private static boolean isOf(Session session, String initiatorName) {
        return session.identity().initiatorName().equals(initiatorName);
    }

    /** Whether one more session of this initiator port may begin; one that replaces another always may. */
    public boolean accepts(String initiatorName, long isid) {
        int most = settings.maxSessions();
        return most == 0 || sessions.size() < most || has(initiatorName, isid);
    }

    /** Whether this initiator has sessions here. */
    public boolean has(String initiatorName) {
        return sessions.stream().anyMatch(session -> isOf(session, initiatorName));
    }

    /**
     * Ends those sessions of this initiator whose connections it has closed, though nothing of that has been read yet: what it sends by a
     * new session must find the old nexus lost.
     *
     * @return ends on any thread
     */
    public CompletionStage<Void> endLeft(String initiatorName) {
        return CompletableFuture.allOf(sessions.stream()
                .filter(session -> isOf(session, initiatorName))
                .map(session -> session.endIfLeft().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** A login has succeeded. */
    public void begun(Session session) {
        sessions.add(session);
    }

    @Override
    public void ended(Session session) {
        sessions.remove(session);
    }

    @Override
    public void endAll(String reason) {
        sessions.forEach(session -> session.drop(reason));
    }

    /** Answers Text Requests of a normal session: SendTargets may ask for this target only. */
    public TextRequests textRequests(Connection connection, String initiatorName, Negotiation negotiation) {
        return textRequests(connection, initiatorName, negotiation.number(OperationalKey.MaxRecvDataSegmentLength));
    }

    private TextRequests textRequests(Connection connection, String initiatorName, int segmentLength) {
        return new TextAnswers(
                connection,
                segmentLength,
                settings.maxXmitDataSegmentLength(),
                (value, answers) -> (value.isEmpty() || value.equals(name))
                        && directory.answer(value.isEmpty() ? name : value, initiatorName, connection, answers));
    }

    /** Targets and portals, for SendTargets. */
    @FunctionalInterface
    interface TargetDirectory {
        /**
         * Adds the answers to a value of SendTargets.
         *
         * @return {@code false} when the value is not allowed
         */
        boolean answer(
                String value, String initiatorName, Connection connection, List<Map.Entry<String, String>> answers);
    }
}
