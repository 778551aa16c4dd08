package org.scst.iscsi.internal.portal;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The address of a network portal as operators write it: {@code 127.0.0.1:3260}, {@code [::1]:3260}, {@code [fe80::1%eth0]:3260};
 * without a port 3260.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class PortalAddress {
    static final int DEFAULT_PORT = 3260;

    /** An address of a link has its interface behind it, by name or number (RFC 4007 11). */
    private static final Pattern NUMERIC = Pattern.compile("[0-9A-Fa-f.:]+(%[A-Za-z0-9._-]+)?");

    private static final int MAPPED_PREFIX = 10;
    private static final int IPV4_OFFSET = 12;

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
        return parse(text, DEFAULT_PORT);
    }

    /** The same with another port for an address that has none. */
    public static InetSocketAddress parse(String text, int defaultPort) {
        int close = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && close > 0;
        boolean plain6 = !bracketed && text.indexOf(':') != colon;
        boolean withPort = !plain6 && colon > close;
        String host = bracketed ? text.substring(1, close) : withPort ? text.substring(0, colon) : text;
        int port = withPort ? port(text.substring(colon + 1)) : defaultPort;
        if (!NUMERIC.matcher(host).matches()) {
            throw new IllegalArgumentException(text + " has no numeric address");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text + " is no address of this machine: " + e.getMessage(), e);
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

    /**
     * An end of a connection: a socket of both families has IPv4 addresses in IPv6's clothes (RFC 4291 2.5.5.2), which mean nothing to
     * the other end.
     */
    public static InetSocketAddress of(SocketAddress end) {
        InetSocketAddress address = (InetSocketAddress) end;
        byte[] bytes = address.getAddress().getAddress();
        if (!(address.getAddress() instanceof Inet6Address) || !mapped(bytes)) {
            return address;
        }
        try {
            InetAddress plain = InetAddress.getByAddress(Arrays.copyOfRange(bytes, IPV4_OFFSET, bytes.length));
            return new InetSocketAddress(plain, address.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean mapped(byte[] bytes) {
        for (int i = 0; i < MAPPED_PREFIX; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[MAPPED_PREFIX] == (byte) 0xFF && bytes[MAPPED_PREFIX + 1] == (byte) 0xFF;
    }

    /** Its address alone, without the scope of a link, which means nothing to another machine. */
    public static String host(InetSocketAddress address) {
        return NetUtil.toAddressString(address.getAddress());
    }

    /** Address and port, as operators and TargetAddress write them. */
    public static String text(InetSocketAddress address) {
        String host = host(address);
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
