package org.scst.iscsi.internal.portal;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What initiators are told in place of a portal's own address, because they reach it by another: through a translation of addresses,
 * or into a container. Written {@code PORTAL=ADDRESS[:PORT]}, the portal as in {@code portals}; one portal may have several.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class AdvertisedPortals {
    /** Every portal is told as it is. */
    public static final AdvertisedPortals NONE = new AdvertisedPortals(Map.of());

    /** RFC 7143 13.8: a domain name, an IPv4 address, or an IPv6 address in brackets. */
    private static final Pattern ADDRESS =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:(\\d{1,5}))?");

    private static final int PORT = 4;
    private static final int LAST_PORT = 65535;

    private final Map<InetSocketAddress, List<String>> addresses;

    private AdvertisedPortals(Map<InetSocketAddress, List<String>> addresses) {
        this.addresses = addresses;
    }

    /**
     * Reads a list that is separated by commas.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static AdvertisedPortals parse(String list) {
        Map<InetSocketAddress, List<String>> addresses = new LinkedHashMap<>();
        for (String entry : PortalAddress.list(list)) {
            int equals = entry.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(entry + " is not PORTAL=ADDRESS");
            }
            InetSocketAddress portal =
                    PortalAddress.parse(entry.substring(0, equals).trim());
            addresses
                    .computeIfAbsent(portal, one -> new ArrayList<>())
                    .add(address(entry.substring(equals + 1).trim()));
        }
        return new AdvertisedPortals(addresses);
    }

    private static String address(String text) {
        var matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text + " is neither NAME:PORT nor ADDRESS:PORT nor [ADDRESS]:PORT");
        }
        String port = matcher.group(PORT);
        if (port == null) {
            return text + ":" + PortalAddress.DEFAULT_PORT;
        }
        int number = Integer.parseInt(port);
        if (number < 1 || number > LAST_PORT) {
            throw new IllegalArgumentException(text + " has no port from 1 to " + LAST_PORT);
        }
        return text;
    }

    /** The addresses by which initiators reach a portal, as TargetAddress writes them; empty when by its own. */
    public List<String> of(InetSocketAddress portal) {
        return addresses.getOrDefault(portal, List.of());
    }
}
