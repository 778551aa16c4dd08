package org.scst.iscsi.internal.session;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.portal.PortalAddress;

/**
 * Where a session stood at its last tick, for operators. It is made once a second, so that commands cost nothing more.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param portal by which the initiator came
 * @param state of the connection, by RFC 7143's name
 * @param window ExpCmdSN, MaxCmdSN, and how many commands hold a place
 * @param statSN the next
 * @param pending bytes that the socket has not taken
 * @param held bytes that the connection holds, of {@code max_session_memory}
 * @param silentSeconds since anything has come
 * @param asked whether a NOP-In waits for its answer
 * @param errors what went wrong
 */
record SessionProgress(
        String portal,
        String state,
        Window window,
        int statSN,
        long pending,
        long held,
        long silentSeconds,
        boolean asked,
        SessionErrors.Told errors) {

    /** The command window. */
    record Window(int expCmdSN, int maxCmdSN, int inProgress) {}

    static SessionProgress of(Connection connection, boolean asked, SessionErrors errors) {
        return new SessionProgress(
                portal(connection),
                connection.state().toString(),
                new Window(
                        connection.window().expCmdSN(),
                        connection.window().maxCmdSN(),
                        connection.window().inProgress()),
                connection.output().statSN(),
                connection.output().pending(),
                connection.memory().used(),
                TimeUnit.NANOSECONDS.toSeconds(connection.now() - connection.lastReceived()),
                asked,
                errors.told());
    }

    /** A connection within this process has no IP address. */
    private static String portal(Connection connection) {
        boolean internet = connection.localAddress() instanceof InetSocketAddress;
        return internet ? PortalAddress.text(connection.portal()) : String.valueOf(connection.localAddress());
    }

    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("Portal", portal);
        properties.put("ConnectionState", state);
        properties.put("ExpCmdSN", Integer.toUnsignedString(window.expCmdSN));
        properties.put("MaxCmdSN", Integer.toUnsignedString(window.maxCmdSN));
        properties.put("CommandsInWindow", Integer.toString(window.inProgress));
        properties.put("StatSN", Integer.toUnsignedString(statSN));
        properties.put("BytesPending", Long.toString(pending));
        properties.put("BytesHeld", Long.toString(held));
        properties.put("SecondsSilent", Long.toString(silentSeconds));
        properties.put("NopInPending", asked ? "Yes" : "No");
        properties.put("Rejects", Long.toString(errors.rejects()));
        properties.put("LastReject", errors.lastReject());
        properties.put("CheckConditions", Long.toString(errors.checkConditions()));
        properties.put("LastCheckCondition", errors.lastCheckCondition());
        return properties;
    }
}
