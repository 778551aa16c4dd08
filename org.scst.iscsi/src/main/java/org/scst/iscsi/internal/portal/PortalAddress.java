package org.scst.iscsi.internal.portal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The address of a network portal as operators write it: {@code 127.0.0.1:3260}, {@code [::1]:3260}; without a port 3260.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class PortalAddress {
    static final int DEFAULT_PORT = 3260;

    private PortalAddress() {}

    /** A comma-separated list. */
    public static List<String> list(String text) {
        List<String> portals = new ArrayList<>();
        for (String portal : text.split(",")) {
            if (!portal.isBlank()) {
                portals.add(portal.trim());
            }
        }
        return portals;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static InetSocketAddress parse(String text) {
        int close = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && close > 0;
        boolean plain6 = !bracketed && text.indexOf(':') != colon;
        boolean withPort = !plain6 && colon > close;
        String host = bracketed ? text.substring(1, close) : withPort ? text.substring(0, colon) : text;
        int port = withPort ? port(text.substring(colon + 1)) : DEFAULT_PORT;
        if (host.isEmpty() || !host.chars().allMatch(c -> Character.digit(c, 16) >= 0 || ".:%".indexOf(c) >= 0)) {
            throw new IllegalArgumentException(text + " has no numeric address");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text + " is no address", e);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IllegalArgumentException(text + " is no port");
    }
}
