package org.scst.iscsi.internal.portal;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which addresses are meant: {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or with {@code *} and {@code ?} as SCST has
 * it; a leading {@code !} excludes. An address is meant when some pattern takes it, or they only exclude, and none excludes it.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class AddressPatterns {
    /** Every address. */
    public static final AddressPatterns ALL = new AddressPatterns("", List.of());

    /** No address: what holds while a list cannot be read. */
    public static final AddressPatterns NONE = new AddressPatterns("!*", List.of(new Element(true, address -> true)));

    /** Shorter forms of IPv4 addresses mean something else than people expect. */
    private static final Pattern FOUR_PARTS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final String text;
    private final List<Element> elements;

    private record Element(boolean excludes, java.util.function.Predicate<InetAddress> takes) {}

    private AddressPatterns(String text, List<Element> elements) {
        this.text = text;
        this.elements = elements;
    }

    /**
     * Reads a list separated by commas; an empty one means every address.
     *
     * @throws IllegalArgumentException naming what is no address
     */
    public static AddressPatterns parse(String text) {
        List<Element> elements = new ArrayList<>();
        for (String word : text.split(",")) {
            String pattern = word.strip().toLowerCase(Locale.ROOT);
            if (!pattern.isEmpty()) {
                boolean excludes = pattern.startsWith("!");
                elements.add(new Element(
                        excludes, taker(excludes ? pattern.substring(1).strip() : pattern)));
            }
        }
        return elements.isEmpty() ? ALL : new AddressPatterns(text.strip(), List.copyOf(elements));
    }

    private static java.util.function.Predicate<InetAddress> taker(String pattern) {
        if (pattern.matches("[0-9a-f.:*?]*[*?][0-9a-f.:*?]*")) {
            Pattern expression = Pattern.compile(pattern.chars()
                    .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
                    .collect(Collectors.joining()));
            return address ->
                    expression.matcher(NetUtil.toAddressString(address)).matches();
        }
        int slash = pattern.indexOf('/');
        byte[] network = literal(slash < 0 ? pattern : pattern.substring(0, slash), pattern);
        int bits = slash < 0 ? network.length * 8 : prefix(pattern.substring(slash + 1), network.length * 8, pattern);
        return address -> agrees(address.getAddress(), network, bits);
    }

    private static byte[] literal(String address, String pattern) {
        try {
            if (address.indexOf(':') < 0 && !FOUR_PARTS.matcher(address).matches()) {
                throw new IllegalArgumentException(address);
            }
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(pattern + " is no address, and no network as 192.0.2.0/24", e);
        }
    }

    private static int prefix(String digits, int most, String pattern) {
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
            throw new IllegalArgumentException(pattern + " has no prefix length from 0 to " + most);
        }
        return Integer.parseInt(digits);
    }

    private static boolean agrees(byte[] address, byte[] network, int bits) {
        if (address.length != network.length) {
            return false;
        }
        int differing = 0;
        for (int i = 0; i * 8 < bits; i++) {
            int mask = 0xFF << Math.max(0, 8 - (bits - i * 8));
            differing |= (address[i] ^ network[i]) & mask & 0xFF;
        }
        return differing == 0;
    }

    /** Whether this address is meant. */
    public boolean take(InetAddress address) {
        boolean named = elements.stream().allMatch(Element::excludes);
        for (Element element : elements) {
            if (element.takes().test(address)) {
                if (element.excludes()) {
                    return false;
                }
                named = true;
            }
        }
        return named;
    }

    /** Whether the address of a connection's end is meant; one that is not of IP only by {@link #ALL}. */
    public boolean take(SocketAddress end) {
        return end instanceof InetSocketAddress ip ? take(PortalAddress.of(ip).getAddress()) : elements.isEmpty();
    }

    /** As written; empty for every address. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressPatterns that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
