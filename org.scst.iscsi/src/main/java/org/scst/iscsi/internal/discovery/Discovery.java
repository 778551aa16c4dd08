package org.scst.iscsi.internal.discovery;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.login.LoginService;
import org.scst.iscsi.internal.target.DriverSettings;
import org.scst.iscsi.internal.target.IscsiTarget;

/**
 * What an initiator can find: targets that map it at least one LUN, at the portals it can use.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class Discovery {
    private static final int LONGEST_SEGMENT = 1 << 20;

    private final Map<String, IscsiTarget> targets;
    private final Supplier<List<InetSocketAddress>> portals;
    private final Supplier<DriverSettings> settings;
    private final BiPredicate<String, String> admits;

    /**
     * @param targets by name, live
     * @param portals bound now
     * @param settings in force now
     * @param admits whether a name service lets an initiator, second, find a target, first
     */
    public Discovery(
            Map<String, IscsiTarget> targets,
            Supplier<List<InetSocketAddress>> portals,
            Supplier<DriverSettings> settings,
            BiPredicate<String, String> admits) {
        this.targets = targets;
        this.portals = portals;
        this.settings = settings;
        this.admits = admits;
    }

    /** A discovery session begins. */
    public Phase begin(Connection connection, String initiatorName, LoginService.Negotiated negotiated) {
        TextAnswers answers = new TextAnswers(
                connection,
                negotiated.maxXmitDataSegmentLength(),
                LONGEST_SEGMENT,
                (value, list) -> !value.isEmpty() && answer(value, initiatorName, connection, list));
        return new DiscoveryPhase(
                connection,
                new RatedTextRequests(answers, connection, negotiated.limits().requestsPerSecond()),
                negotiated);
    }

    /** Adds what SendTargets with this value finds; a target that is hidden is as one that does not exist. */
    public boolean answer(
            String value, String initiatorName, Connection connection, List<Map.Entry<String, String>> answers) {
        boolean all = value.equals("All");
        DriverSettings now = settings.get();
        if (!now.enabled()) {
            return true;
        }
        SendTargets found = new SendTargets(portals.get(), now.advertised(), now.linkLocal());
        for (IscsiTarget target : new TreeMap<>(targets).values()) {
            boolean asked = all || target.name().equals(value.toLowerCase(java.util.Locale.ROOT));
            boolean reaches = target.settings().access().initiators().take(connection.remoteAddress());
            if (asked && reaches && admits.test(target.name(), initiatorName)) {
                found.add(
                        answers, target.name(), connection.portal(), portal -> target.visibleTo(initiatorName, portal));
            }
        }
        return true;
    }
}
