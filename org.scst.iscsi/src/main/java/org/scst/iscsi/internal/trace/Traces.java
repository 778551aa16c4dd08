package org.scst.iscsi.internal.trace;

import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.scst.core.admin.SessionTrace;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.portal.PortalAddress;

/**
 * The traces of the driver. While there is none nothing looks at connections.
 *
 * <p><i>Threading:</i> thread-safe; {@link #begun} and {@link #attach} on the connection's event loop.
 */
public final class Traces {
    private final Map<PduRecording, String> recordings = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** @param clock for the times of packets */
    public Traces(InstantSource clock) {
        this.clock = clock;
    }

    /** Begins one; the caller attaches to it the sessions that there are. */
    public SessionTrace.Recording begin(String initiator, Path file, long limit) throws IOException {
        PduRecording recording = new PduRecording(file, limit, clock, recordings::remove);
        recordings.put(recording, initiator.toLowerCase(Locale.ROOT));
        if (recording.ended().isPresent()) {
            recordings.remove(recording);
        }
        return recording;
    }

    /** A connection has begun: who will log in on it is not known yet. */
    public void begun(Connection connection) {
        recordings.forEach((recording, initiator) ->
                tap(connection, recording, ConnectionTap.ofBeginning(recording, conversation(connection), initiator)));
    }

    /** A connection in full feature phase belongs to a recording, if it does not already since its beginning. */
    public void attach(Connection connection, SessionTrace.Recording recording) {
        PduRecording own = (PduRecording) recording;
        for (Map.Entry<String, ChannelHandler> handler : connection.context().pipeline()) {
            if (handler.getValue() instanceof ConnectionTap tap && tap.isOf(own)) {
                return;
            }
        }
        Connection.Arrived arrived = connection.arrived();
        tap(
                connection,
                own,
                ConnectionTap.ofSession(own, conversation(connection), arrived.bytes(), arrived.missing()));
    }

    private static void tap(Connection connection, PduRecording recording, ConnectionTap tap) {
        recording.joined(tap);
        connection.context().pipeline().addFirst(tap);
    }

    private static Conversation conversation(Connection connection) {
        return new Conversation(PortalAddress.of(connection.remoteAddress()), connection.portal());
    }

    /** The driver stops: connections are left without anything of this bundle. */
    public void close() {
        List.copyOf(recordings.keySet()).forEach(recording -> recording.end("the driver has stopped"));
    }
}
