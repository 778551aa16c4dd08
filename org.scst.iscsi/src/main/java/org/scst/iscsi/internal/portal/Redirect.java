package org.scst.iscsi.internal.portal;

import java.net.InetSocketAddress;

/**
 * Where a target's initiators are sent instead of being logged in (RFC 7143 11.13.5, class 1). Whoever comes to that very portal is not
 * sent on: so sessions move between portals of one machine.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param to the portal, of this or another machine
 * @param permanent whether initiators may take it that the target will not be here again
 */
public record Redirect(InetSocketAddress to, boolean permanent) {

    /**
     * Reads {@code ADDRESS[:PORT] temp} or {@code ADDRESS[:PORT] perm}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Redirect parse(String text) {
        String[] words = text.trim().split("\\s+");
        boolean permanent = words.length == 2 && words[1].equals("perm");
        if (words.length != 2 || !permanent && !words[1].equals("temp")) {
            throw new IllegalArgumentException(text + " is neither ADDRESS:PORT temp nor ADDRESS:PORT perm");
        }
        InetSocketAddress to = PortalAddress.parse(words[0]);
        if (to.getAddress().isAnyLocalAddress() || to.getPort() == 0) {
            throw new IllegalArgumentException(words[0] + " is no address that an initiator can connect to");
        }
        return new Redirect(to, permanent);
    }

    /** Whether an initiator that has come to this portal is sent on. */
    public boolean sends(InetSocketAddress here) {
        return !to.equals(here);
    }

    /** As TargetAddress has it here: without a portal group tag (RFC 7143 13.8). */
    public String targetAddress() {
        return PortalAddress.text(to);
    }
}
