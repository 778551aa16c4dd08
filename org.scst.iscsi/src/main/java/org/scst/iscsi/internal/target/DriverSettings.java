package org.scst.iscsi.internal.target;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.target.DriverProblem;
import org.scst.iscsi.internal.isns.IsnsSettings;
import org.scst.iscsi.internal.login.LoginLimits;
import org.scst.iscsi.internal.portal.AdvertisedPortals;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.scst.iscsi.internal.portal.PortalPatterns;

/**
 * What the driver's own file says, checked.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param enabled whether anybody may log in anywhere
 * @param portals where to listen, as written
 * @param allowUnauthenticated consent to portals that other machines reach
 * @param internalPortals whose initiators are not asked who they are
 * @param linkLocal whether SendTargets shows addresses that only one link knows
 * @param advertised what initiators are told in place of portals
 * @param isns which name service is told of the targets
 */
public record DriverSettings(
        boolean enabled,
        List<String> portals,
        boolean allowUnauthenticated,
        PortalPatterns internalPortals,
        boolean linkLocal,
        AdvertisedPortals advertised,
        Optional<IsnsSettings> isns) {
    /** Without a file. */
    public static final DriverSettings DEFAULT = of(Map.of(), List.of());

    /** Half of what the launcher lets Netty have outside the heap. */
    static final int DEFAULT_MEBIBYTES = 256;

    private static final int MOST = 65535;
    private static final int MIB_SHIFT = 20;
    private static final String DEFAULT_PORTALS = "127.0.0.1:3260, [::1]:3260";

    /** Copies its argument. */
    public DriverSettings {
        portals = List.copyOf(portals);
    }

    /**
     * Reads the properties.
     *
     * @param problems receives what cannot hold; its default holds instead
     */
    public static DriverSettings of(Map<String, String> properties, List<DriverProblem> problems) {
        SettingsReader reader = new SettingsReader("", properties, problems);
        return new DriverSettings(
                reader.truth("enabled", true),
                PortalAddress.list(properties.getOrDefault("portals", DEFAULT_PORTALS)),
                reader.truth("allow_unauthenticated", false),
                reader.parsed(
                        "internal_portal",
                        PortalPatterns.NONE,
                        PortalPatterns::parse,
                        "every initiator is asked who it is"),
                reader.truth("link_local", true),
                reader.parsed(
                        "advertised_portals",
                        AdvertisedPortals.NONE,
                        AdvertisedPortals::parse,
                        "portals are told as they are"),
                reader.parsed(
                        "iSNSServer",
                        Optional.empty(),
                        text -> Optional.of(IsnsSettings.parse(text, reader.text("isns_entity_name"))),
                        "no name service is told"));
    }

    /** Whether initiators that come by this portal may be asked nothing; of a wildcard nobody knows by which address they come. */
    boolean mayBeInternal(String portal) {
        try {
            InetSocketAddress address = PortalAddress.parse(portal);
            return internalPortals.mean(address)
                    || !internalPortals.isEmpty() && address.getAddress().isAnyLocalAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Limits of strangers.
     *
     * @param problems receives what cannot hold; its default holds instead
     */
    static LoginLimits loginLimits(Map<String, String> properties, List<DriverProblem> problems) {
        SettingsReader reader = new SettingsReader("", properties, problems);
        LoginLimits otherwise = LoginLimits.DEFAULT;
        return new LoginLimits(
                reader.seconds("login_timeout", otherwise.timeout(), 1, 600),
                reader.number("max_logins", otherwise.places(), 1, MOST),
                reader.number("max_logins_per_address", otherwise.placesPerAddress(), 1, MOST),
                reader.number("max_text_rate", otherwise.requestsPerSecond(), 1, 100_000),
                (long) reader.number("max_session_memory", (int) (otherwise.sessionMemory() >> MIB_SHIFT), 2, 1024)
                        << MIB_SHIFT);
    }

    /** Bytes that all connections may hold beside data of commands. */
    static long memory(Map<String, String> properties, List<DriverProblem> problems) {
        SettingsReader reader = new SettingsReader("", properties, problems);
        return (long) reader.number("max_memory", DEFAULT_MEBIBYTES, 16, TargetSettings.MOST_MEBIBYTES) << MIB_SHIFT;
    }
}
