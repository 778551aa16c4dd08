package org.scst.iscsi.internal.portal;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * An address to listen on, told from others as the kernel does: the same address of two links is two (RFC 4007 6), which is no rare
 * thing, as VLANs of one interface have it. Java's own addresses leave the link out when they are compared.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param scope the interface's number, 0 for none
 */
record ScopedAddress(InetSocketAddress address, int scope) {
    static ScopedAddress of(InetSocketAddress address) {
        return new ScopedAddress(address, address.getAddress() instanceof Inet6Address link ? link.getScopeId() : 0);
    }
}
