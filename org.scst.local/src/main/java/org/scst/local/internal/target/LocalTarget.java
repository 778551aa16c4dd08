package org.scst.local.internal.target;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetPort;
import org.scst.local.InitiatorPort;
import org.scst.local.internal.nexus.LocalTransport;

/**
 * A target with its one port, and the nexuses of its initiators.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class LocalTarget {
    private static final int TRANSFER_DEADLINE_SECONDS = 60;

    private final String name;
    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private final ServedPath mount;
    private final ServedPath vhostUser;
    private final ServedPath driverSocket;
    private volatile TargetSettings settings;
    private volatile TargetPort port;
    private volatile boolean closed;

    private record Member(EventLoop loop, LocalTransport transport) {}

    LocalTarget(String name, TargetSettings settings, CarriedPaths carried) {
        this.name = name;
        this.settings = settings;
        this.mount = ServedPath.mount(this, carried);
        this.vhostUser = ServedPath.vhostUser(this, carried);
        this.driverSocket = ServedPath.driverSocket(this, carried);
    }

    /** What core is told: it looks like a SAS target port with a locally assigned address, as SCST's does. */
    static PortDescription description(String name) {
        byte[] address = ByteBuffer.allocate(Long.BYTES)
                .putLong(InitiatorPort.locallyAssigned(name))
                .array();
        return new PortDescription(
                name,
                ProtocolIdentifier.SAS,
                List.of(VersionDescriptor.SAS_3),
                List.of(new DesignationDescriptor(
                        DesignationDescriptor.CodeSet.BINARY,
                        DesignationDescriptor.Association.TARGET_PORT,
                        DesignationDescriptor.Type.NAA,
                        ProtocolIdentifier.SAS,
                        address)),
                TRANSFER_DEADLINE_SECONDS);
    }

    /** Name of the target. */
    public String name() {
        return name;
    }

    void port(TargetPort registered) {
        port = registered;
    }

    /** They hold for nexuses that are opened from now on. */
    void settings(TargetSettings next) {
        settings = next;
    }

    /**
     * Serves it where its settings say.
     *
     * @param id NAME of its file
     * @return what could not be done, when it is done
     */
    CompletableFuture<List<DriverProblem>> serve(String id, EventLoopGroup loops, CompletionStage<Boolean> startGate) {
        TargetSettings wanted = settings;
        return mount.bring(id, wanted.mount(), loops.next(), startGate)
                .thenCombine(vhostUser.bring(id, wanted.vhostUser(), loops.next(), startGate), LocalTarget::both)
                .thenCombine(driverSocket.bring(id, wanted.driverSocket(), loops.next(), startGate), LocalTarget::both);
    }

    private static List<DriverProblem> both(List<DriverProblem> one, List<DriverProblem> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /** Completes when it is served, or not, where its settings want it up to now. */
    CompletableFuture<?> settled() {
        return CompletableFuture.allOf(mount.settled(), vhostUser.settled(), driverSocket.settled());
    }

    /** It is served nowhere any more. */
    CompletableFuture<Void> leavePaths() {
        return CompletableFuture.allOf(mount.close(), vhostUser.close(), driverSocket.close());
    }

    /**
     * Opens the nexus of an initiator; on its event loop.
     *
     * @param listener told of its end, but not of one within this call
     * @throws IllegalStateException when the target is gone
     */
    public LocalTransport open(InitiatorPort initiator, EventLoop loop, LocalTransport.Listener listener) {
        Member[] self = new Member[1];
        LocalTransport transport = new LocalTransport(loop, new LocalTransport.Listener() {
            @Override
            public boolean reported(long lun, Sense sense) {
                return listener.reported(lun, sense);
            }

            @Override
            public void ended(String cause) {
                members.remove(self[0]);
                listener.ended(cause);
            }
        });
        self[0] = new Member(loop, transport);
        if (closed) {
            throw new IllegalStateException("the target " + name + " is gone");
        }
        transport.open(port, description(initiator));
        members.add(self[0]);
        if (closed) {
            transport.close("the target is gone");
        }
        return transport;
    }

    private NexusDescription description(InitiatorPort initiator) {
        return new NexusDescription(
                initiator.name(),
                initiator.name(),
                initiator.transportId(),
                "this machine",
                true,
                false,
                new NexusDescription.Queue(settings.queuedCommands(), 0));
    }

    /** The target was removed: its nexuses are lost. */
    void close() {
        closed = true;
        port.close();
        end("the target was removed");
    }

    /** The driver withdraws: what is in progress ends without an answer, and core keeps the nexuses for a while. */
    void withdraw() {
        closed = true;
        end("the driver withdraws");
    }

    private void end(String cause) {
        members.forEach(member -> member.loop().execute(() -> member.transport().abandon(cause)));
    }

    /** Commands of all its nexuses that have not ended. */
    long inProgress() {
        return members.stream()
                .mapToLong(member -> member.transport().inProgress())
                .sum();
    }
}
