package org.scst.iscsi.internal.login;

import java.time.Duration;

/**
 * What strangers may take: limits of connections that have not logged in, of those that only ask, and of a session's memory.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param timeout longest time from a connection's begin to the end of its login; longest silence of a discovery session
 * @param places connections in all that may log in, or discover, at the same time
 * @param placesPerAddress of these, from one address
 * @param requestsPerSecond Login or Text Requests of one connection within a second
 * @param sessionMemory bytes that a session may hold beside data of commands
 */
public record LoginLimits(
        Duration timeout, int places, int placesPerAddress, int requestsPerSecond, long sessionMemory) {
    /** What holds when the configuration says nothing. */
    public static final LoginLimits DEFAULT = new LoginLimits(Duration.ofSeconds(30), 256, 64, 100, 16L << 20);
}
