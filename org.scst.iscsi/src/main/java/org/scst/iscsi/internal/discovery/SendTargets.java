package org.scst.iscsi.internal.discovery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.scst.iscsi.internal.portal.AdvertisedPortals;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.scst.iscsi.internal.portal.PortalGroup;

/**
 * The answer to SendTargets: targets with the addresses of the connection's family (RFC 7143 appendix C).
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param portals bound now
 * @param advertised what is told in place of them
 * @param linkLocal whether addresses that only one link knows are shown, to those who came by it
 */
record SendTargets(List<InetSocketAddress> portals, AdvertisedPortals advertised, boolean linkLocal) {
    /**
     * Adds one target with those of its portals that an initiator connected to {@code here} can use.
     *
     * @param visible whether the target exists for the initiator at a portal; one that does at none is not named
     */
    void add(
            List<Map.Entry<String, String>> answers,
            String target,
            InetSocketAddress here,
            Predicate<InetSocketAddress> visible) {
        List<String> addresses = new ArrayList<>();
        boolean visibleSomewhere = visible.test(here);
        for (InetSocketAddress portal : portals) {
            for (Shown shown : shown(portal, here)) {
                if (visible.test(shown.portal)) {
                    visibleSomewhere = true;
                    addresses.add(shown.text);
                }
            }
        }
        if (visibleSomewhere) {
            answers.add(Map.entry("TargetName", target));
            addresses.stream()
                    .distinct()
                    .forEach(address -> answers.add(Map.entry("TargetAddress", address + "," + PortalGroup.TAG)));
        }
    }

    /** A portal as it is reached here, and what is told of it. */
    private record Shown(InetSocketAddress portal, String text) {}

    private List<Shown> shown(InetSocketAddress portal, InetSocketAddress here) {
        InetSocketAddress reached = reached(portal, here);
        List<String> others = advertised.of(portal);
        if (!others.isEmpty()) {
            InetSocketAddress meant = reached == null ? portal : reached;
            return others.stream()
                    .filter(text -> ofFamily(text, here))
                    .map(text -> new Shown(meant, text))
                    .toList();
        }
        boolean hidden = reached == null || reached.getAddress().isLinkLocalAddress() && !linkLocal;
        return hidden ? List.of() : List.of(new Shown(reached, PortalAddress.text(reached)));
    }

    /** What an initiator that is connected to {@code here} can use of a portal, or {@code null}. */
    private static InetSocketAddress reached(InetSocketAddress portal, InetSocketAddress here) {
        InetAddress address = portal.getAddress();
        boolean sameFamily = address.getClass() == here.getAddress().getClass();
        if (address.isAnyLocalAddress()) {
            // Whoever reached us here can reach us here; [::] listens to both families.
            boolean covered = sameFamily || address instanceof Inet6Address;
            return covered ? new InetSocketAddress(here.getAddress(), portal.getPort()) : null;
        }
        boolean sameReach = address.isLoopbackAddress() == here.getAddress().isLoopbackAddress();
        return sameFamily && sameReach && sameLink(address, here.getAddress()) ? portal : null;
    }

    /** An address of a link is of use only to whoever came by that link. */
    private static boolean sameLink(InetAddress address, InetAddress here) {
        return !(address instanceof Inet6Address one)
                || !one.isLinkLocalAddress()
                || here instanceof Inet6Address other
                        && other.isLinkLocalAddress()
                        && other.getScopeId() == one.getScopeId();
    }

    /** Names are of every family. */
    private static boolean ofFamily(String text, InetSocketAddress here) {
        boolean name =
                text.chars().limit(text.lastIndexOf(':')).anyMatch(c -> c >= 'g' && c <= 'z' || c >= 'G' && c <= 'Z')
                        || !text.startsWith("[")
                                && text.chars().filter(c -> c == '.').count() != 3;
        return name || text.startsWith("[") == here.getAddress() instanceof Inet6Address;
    }
}
