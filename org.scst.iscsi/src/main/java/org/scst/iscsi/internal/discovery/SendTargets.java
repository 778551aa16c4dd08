package org.scst.iscsi.internal.discovery;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
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
    private static final String PORTAL_GROUP_TAG = "1";

    private SendTargets() {}

    /** Adds one target with those of its portals that an initiator connected to {@code here} can use. */
    static void add(
            List<Map.Entry<String, String>> answers,
            String target,
            List<InetSocketAddress> portals,
            SocketAddress here) {
        answers.add(Map.entry("TargetName", target));
        for (InetSocketAddress portal : addresses(portals, (InetSocketAddress) here)) {
            answers.add(Map.entry("TargetAddress", text(portal) + "," + PORTAL_GROUP_TAG));
        }
    }

    private static List<InetSocketAddress> addresses(List<InetSocketAddress> portals, InetSocketAddress here) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetSocketAddress portal : portals) {
            InetSocketAddress shown = shown(portal, here);
            if (shown != null && !addresses.contains(shown)) {
                addresses.add(shown);
            }
        }
        return addresses;
    }

    /** What an initiator that is connected to {@code here} can use of a portal, or {@code null}. */
    private static InetSocketAddress shown(InetSocketAddress portal, InetSocketAddress here) {
        InetAddress address = portal.getAddress();
        boolean sameFamily = address.getClass() == here.getAddress().getClass();
        if (address.isAnyLocalAddress()) {
            // Whoever reached us here can reach us here; [::] listens to both families.
            boolean covered = sameFamily || address instanceof Inet6Address;
            return covered ? new InetSocketAddress(here.getAddress(), portal.getPort()) : null;
        }
        boolean sameReach = address.isLoopbackAddress() == here.getAddress().isLoopbackAddress();
        return sameFamily && sameReach ? portal : null;
    }

    /** An address as operators write it; without the scope of a link, which means nothing to another machine. */
    static String text(InetSocketAddress address) {
        String host = NetUtil.toAddressString(address.getAddress());
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
