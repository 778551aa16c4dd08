package org.scst.iscsi.internal.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
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
import org.scst.iscsi.internal.wire.WireChannel;

/** A port whose nexuses carry nothing: it remembers who opened them. An equal key loses the earlier nexus, as in core. */
public final class FakeTargetPort implements TargetPort {
    /** Every nexus that was opened. */
    public final List<Opened> opened = new ArrayList<>();

    /** {@code opened} and {@code lost}, as nexuses were. */
    public final List<String> happened = new ArrayList<>();

    /** Who is given a logical unit. */
    public Predicate<String> visible = initiator -> true;

    /** Whether the handle is dead. */
    public boolean dead;

    /** Whether there is no memory for one more nexus. */
    public boolean full;

    /** How much of a command may come unasked. */
    public int unsolicitedBytes = Integer.MAX_VALUE;

    /** Whether the port was withdrawn. */
    public boolean closed;

    private final String name;

    /** One nexus and its other side. */
    public record Opened(NexusDescription description, NexusTransport transport) {}

    /** @param name of its target */
    public FakeTargetPort(String name) {
        this.name = name;
    }

    /** A target with this port, as the driver makes it of these properties. */
    public static IscsiTarget target(FakeTargetPort port, Map<String, String> properties) {
        IscsiTarget target = new IscsiTarget(
                "file",
                port.name,
                TargetSettings.of("file", properties, new ArrayList<>()),
                FakeTargetPort::found,
                WireChannel.memory());
        target.port(port);
        return target;
    }

    private static boolean found(
            String value, String initiator, Connection connection, List<Map.Entry<String, String>> answers) {
        answers.add(Map.entry("TargetName", value));
        return true;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int relativePortIdentifier() {
        return 1;
    }

    @Override
    public boolean visibleTo(String initiatorName) {
        return visible.test(initiatorName);
    }

    @Override
    public int unsolicitedBytes(String key, NexusDescription.Queue wanted) {
        return Math.min(unsolicitedBytes, wanted.unsolicitedBytes());
    }

    @Override
    public Nexus openNexus(NexusDescription description, NexusTransport transport, Executor executor) {
        if (dead) {
            throw new DeadHandleException(name);
        }
        opened.stream()
                .filter(earlier -> earlier.description().key().equals(description.key()))
                .forEach(earlier -> earlier.transport().closeNexus("session reinstatement"));
        if (full) {
            throw new OutOfResourcesException(description.initiatorName());
        }
        transport.queueLimit(Integer.MAX_VALUE);
        opened.add(new Opened(description, transport));
        happened.add("opened");
        return new SilentNexus();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Takes no commands. */
    private final class SilentNexus implements Nexus {
        @Override
        public NexusState state() {
            return NexusState.LIVE;
        }

        @Override
        public TargetCommand newCommand() {
            throw new IllegalStateException("no command is expected");
        }

        @Override
        public void discard(TargetCommand command) {
            throw new IllegalStateException("no command is expected");
        }

        @Override
        public void commandReceived(TargetCommand command) {
            throw new IllegalStateException("no command is expected");
        }

        @Override
        public void dataOutReceived(TargetCommand command, int offset, int count, DataOutResult result) {
            throw new IllegalStateException("no command is expected");
        }

        @Override
        public void delivered(int responses) {
            throw new IllegalStateException("no command is expected");
        }

        @Override
        public void taskManagementReceived(TaskManagementRequest request) {
            throw new IllegalStateException("no command is expected");
        }

        @Override
        public void affectedCommandsConfirmed(TaskManagementRequest request) {
            throw new IllegalStateException("no command is expected");
        }

        @Override
        public void batchEnded() {}

        @Override
        public void lost() {
            happened.add("lost");
        }
    }
}
