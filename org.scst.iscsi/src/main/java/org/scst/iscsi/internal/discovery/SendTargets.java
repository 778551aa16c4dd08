package org.scst.iscsi.internal.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The answer to SendTargets: targets with the addresses of the connection's family (RFC 7143 appendix C).
 *
 * <p><i>Threading:</i> stateless.
 */
final class SendTargets {
    private SendTargets() {}

    /** Adds one target with its portals. */
    static void add(
            List<Map.Entry<String, String>> answers,
            String target,
            List<InetSocketAddress> portals,
            SocketAddress here) {
        answers.add(Map.entry("TargetName", target));
        for (InetSocketAddress portal : addresses(portals, (InetSocketAddress) here)) {
            answers.add(Map.entry("TargetAddress", text(portal) + ",1"));
        }
    }

    private static List<InetSocketAddress> addresses(List<InetSocketAddress> portals, InetSocketAddress here) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetSocketAddress portal : portals) {
            InetAddress address = portal.getAddress();
            boolean sameFamily = address.getClass() == here.getAddress().getClass();
            InetSocketAddress shown = null;
            if (address.isAnyLocalAddress()) {
                // Whoever reached us here can reach us here.
                shown = new InetSocketAddress(here.getAddress(), portal.getPort());
            } else if (sameFamily
                    && address.isLoopbackAddress() == here.getAddress().isLoopbackAddress()) {
                shown = portal;
            }
            if (shown != null && !addresses.contains(shown)) {
                addresses.add(shown);
            }
        }
        return addresses;
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
