package org.scst.iscsi.internal.session;

import java.time.Duration;

/**
 * What a target's configuration says about its sessions and is not negotiated.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param queuedCommands commands of one session that may be in progress, 1 to 2048
 * @param rspTimeout longest wait for what the initiator owes: data that was asked for, or taking what is sent
 * @param nopInInterval silence after which the initiator is asked for a sign of life; zero for never
 * @param nopInTimeout longest wait for that sign
 */
public record SessionLimits(int queuedCommands, Duration rspTimeout, Duration nopInInterval, Duration nopInTimeout) {
    /** SCST's defaults. */
    public static final SessionLimits DEFAULT =
            new SessionLimits(32, Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(30));
}
