package org.scst.iscsi.internal.discovery;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.login.LoginService;
import org.scst.iscsi.internal.target.IscsiTarget;

/**
 * What an initiator can find: targets that map it at least one LUN, at the portals it can use.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class Discovery {
    private final Map<String, IscsiTarget> targets;
    private final Supplier<List<InetSocketAddress>> portals;

    /**
     * @param targets by name, live
     * @param portals bound now
     */
    public Discovery(Map<String, IscsiTarget> targets, Supplier<List<InetSocketAddress>> portals) {
        this.targets = targets;
        this.portals = portals;
    }

    /** A discovery session begins. */
    public Phase begin(Connection connection, String initiatorName, LoginService.Negotiated negotiated) {
        TextAnswers answers = new TextAnswers(
                connection,
                negotiated.maxXmitDataSegmentLength(),
                (value, list) -> !value.isEmpty() && answer(value, initiatorName, connection, list));
        return new DiscoveryPhase(connection, answers, negotiated);
    }

    /** Adds what SendTargets with this value finds; a target that is hidden is as one that does not exist. */
    public boolean answer(
            String value, String initiatorName, Connection connection, List<Map.Entry<String, String>> answers) {
        boolean all = value.equals("All");
        for (IscsiTarget target : new TreeMap<>(targets).values()) {
            boolean asked = all || target.name().equals(value.toLowerCase(java.util.Locale.ROOT));
            if (asked && target.port().visibleTo(initiatorName)) {
                SendTargets.add(answers, target.name(), portals.get(), connection.localAddress());
            }
        }
        return true;
    }

    /** An address as operators write it. */
    public static String text(InetSocketAddress address) {
        return SendTargets.text(address);
    }
}
