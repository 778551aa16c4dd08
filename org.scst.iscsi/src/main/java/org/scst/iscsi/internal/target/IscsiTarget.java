package org.scst.iscsi.internal.target;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetPort;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.discovery.TextAnswers;
import org.scst.iscsi.internal.session.Session;
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
    private volatile TargetSettings settings;
    private volatile TargetPort port;

    IscsiTarget(String id, String name, TargetSettings settings, TargetDirectory directory) {
        this.id = id;
        this.name = name;
        this.settings = settings;
        this.directory = directory;
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
                                name + ",t,0x0001"),
                        DesignationDescriptor.scsiNameString(
                                DesignationDescriptor.Association.TARGET_DEVICE, ProtocolIdentifier.ISCSI, name)),
                (int) settings.limits().rspTimeout().toSeconds());
    }

    void port(TargetPort registered) {
        port = registered;
    }

    void settings(TargetSettings next) {
        settings = next;
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

    private static boolean isOf(Session session, String initiatorName, long isid) {
        return session.identity().isid() == isid
                && session.identity().initiatorName().equals(initiatorName);
    }

    /** Whether one more session of this initiator port may begin; one that replaces another always may. */
    public boolean accepts(String initiatorName, long isid) {
        int most = settings.maxSessions();
        return most == 0
                || sessions.size() < most
                || sessions.stream().anyMatch(session -> isOf(session, initiatorName, isid));
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
        return new TextAnswers(
                connection,
                negotiation.number(OperationalKey.MaxRecvDataSegmentLength),
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
