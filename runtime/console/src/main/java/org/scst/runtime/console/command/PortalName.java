package org.scst.runtime.console.command;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A portal as operators write it: {@code 192.0.2.1}, {@code 192.0.2.1:3260}, {@code [2001:db8::1]:3260}, {@code [fe80::1%eth0]};
 * without a port 3260.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param text with its port
 * @param address what it means
 */
record PortalName(String text, InetSocketAddress address) {
    private static final String PORT = "3260";

    /** Reads one; names are refused, because a portal is an address. */
    static PortalName parse(String word) throws CommandFailure {
        int close = word.lastIndexOf(']');
        int colon = word.lastIndexOf(':');
        boolean bracketed = word.startsWith("[") && close > 0;
        boolean plain6 = !bracketed && word.indexOf(':') != colon;
        boolean withPort = !plain6 && colon > close;
        String host = bracketed ? word.substring(1, close) : withPort ? word.substring(0, colon) : word;
        String port = withPort ? word.substring(colon + 1) : PORT;
        boolean rest = !bracketed || word.length() == close + 1 || colon == close + 1;
        if (!rest
                || !host.matches("[0-9A-Fa-f.:]+(%[A-Za-z0-9._-]+)?")
                || !port.matches("[0-9]{1,5}")
                || Integer.parseInt(port) > 65535) {
            throw refused(word);
        }
        try {
            InetAddress address = InetAddress.ofLiteral(host);
            String shown = host.contains(":") ? "[" + host + "]" : host;
            return new PortalName(
                    shown + ":" + Integer.parseInt(port), new InetSocketAddress(address, Integer.parseInt(port)));
        } catch (IllegalArgumentException e) {
            throw refused(word);
        }
    }

    /** Whether only this machine reaches it. */
    boolean loopback() {
        return address.getAddress().isLoopbackAddress();
    }

    /** Whether who has come to this address has come by this portal, which may be a wildcard. */
    boolean isReachedAs(String address) {
        try {
            InetSocketAddress other = parse(address).address();
            InetAddress own = this.address.getAddress();
            boolean covers = own.isAnyLocalAddress()
                    && (own instanceof Inet6Address || other.getAddress() instanceof Inet4Address);
            return other.getPort() == this.address.getPort()
                    && (covers || other.getAddress().equals(own));
        } catch (CommandFailure unreadable) {
            return false;
        }
    }

    /** Whether something that was written elsewhere means this portal; the driver tells addresses of a link without the link. */
    boolean isWritten(String other) {
        try {
            InetSocketAddress meant = parse(other).address();
            boolean anyLink = scope(meant) == 0 || scope(address) == 0;
            return meant.equals(address) && (anyLink || scope(meant) == scope(address));
        } catch (CommandFailure unreadable) {
            return false;
        }
    }

    /** The number of its link, which Java's addresses leave out when they are compared; 0 for none. */
    private static int scope(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address link ? link.getScopeId() : 0;
    }

    private static CommandFailure refused(String word) {
        return CommandFailure.usage(
                "\"" + word + "\" is no portal",
                "write a numeric address of this machine, with or without a port: 192.0.2.1 or [2001:db8::1]:3260");
    }
}
