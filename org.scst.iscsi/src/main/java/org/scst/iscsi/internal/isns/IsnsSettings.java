package org.scst.iscsi.internal.isns;

import java.net.InetSocketAddress;
import org.scst.iscsi.internal.portal.PortalAddress;

/**
 * Which server is told.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param server its address
 * @param accessControl whether only those may log in whom it names for a target
 * @param entityName what it is to call this machine; empty for its host name
 */
public record IsnsSettings(InetSocketAddress server, boolean accessControl, String entityName) {
    private static final int PORT = 3205;
    private static final int LONGEST_NAME = 255;

    /**
     * Reads {@code ADDRESS[:PORT] [AccessControl [No]]}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static IsnsSettings parse(String text, String entityName) {
        String[] words = text.trim().split("\\s+");
        boolean named = words.length >= 2 && words[1].equalsIgnoreCase("AccessControl");
        boolean denied = words.length == 3 && words[2].equalsIgnoreCase("No");
        boolean fits = words.length == 1 || named && (words.length == 2 || denied);
        if (!fits) {
            throw new IllegalArgumentException(text + " is not ADDRESS[:PORT] [AccessControl]");
        }
        if (entityName.length() > LONGEST_NAME || !entityName.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "isns_entity_name is no name of at most " + LONGEST_NAME + " printable characters");
        }
        InetSocketAddress address = PortalAddress.parse(words[0], PORT);
        return new IsnsSettings(address, named && !denied, entityName);
    }
}
