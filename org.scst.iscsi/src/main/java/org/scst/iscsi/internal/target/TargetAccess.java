package org.scst.iscsi.internal.target;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.scst.iscsi.internal.portal.AddressPatterns;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.scst.iscsi.internal.portal.PortalPatterns;
import org.scst.iscsi.internal.portal.Redirect;

/**
 * By which portals initiators come to a target, and what that means for them.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param enabled whether anybody may log in
 * @param allowed portals by which the target can be seen; no pattern at all means every portal
 * @param perPortalAcl whether initiator groups match {@code NAME#ADDRESS} with the portal's address
 * @param initiators addresses from which the target can be seen
 * @param redirect where initiators are sent instead of being logged in
 */
public record TargetAccess(
        boolean enabled,
        PortalPatterns allowed,
        boolean perPortalAcl,
        AddressPatterns initiators,
        Optional<Redirect> redirect) {
    /** Everybody may come by every portal. */
    public static final TargetAccess DEFAULT =
            new TargetAccess(true, PortalPatterns.NONE, false, AddressPatterns.ALL, Optional.empty());

    static final String INITIATORS = "allowed_initiator_address";

    /** Matches no portal: what a wrong pattern leaves is less and not more than was meant. */
    private static final PortalPatterns NOBODY = PortalPatterns.parse("!*");

    static TargetAccess of(SettingsReader reader) {
        return new TargetAccess(
                reader.truth("enabled", true),
                allowed(reader),
                reader.truth("per_portal_acl", false),
                initiators(reader),
                reader.parsed(
                        "redirect", Optional.empty(), text -> Optional.of(Redirect.parse(text)), "nobody is sent on"));
    }

    private static PortalPatterns allowed(SettingsReader reader) {
        if (reader.text("allowed_portal").isEmpty()) {
            return PortalPatterns.NONE;
        }
        return reader.parsed("allowed_portal", NOBODY, PortalPatterns::parse, "the target can be seen by no portal");
    }

    private static AddressPatterns initiators(SettingsReader reader) {
        return reader.text(INITIATORS).isEmpty()
                ? AddressPatterns.ALL
                : reader.parsed(
                        INITIATORS,
                        AddressPatterns.NONE,
                        AddressPatterns::parse,
                        "the target can be seen from nowhere");
    }

    /** Whether the target can be seen by this portal. */
    boolean allows(InetSocketAddress portal) {
        return allowed.isEmpty() || allowed.mean(portal);
    }

    /** The name that initiator groups match. */
    String groupName(String initiatorName, InetSocketAddress portal) {
        return perPortalAcl ? initiatorName + "#" + PortalAddress.host(portal) : initiatorName;
    }
}
