package org.scst.iscsi.internal.session;

import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.PduOutput;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.NopIn;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/**
 * The timers of a session: a sign of life after a silence, data that was asked for, a PDU that has begun, and taking what is sent.
 * When one runs out the connection ends.
 *
 * <p>A silent initiator is asked by NOP-In (RFC 7143 11.19); anything that it sends afterwards is a sign of life.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class OwedByInitiator {
    /** What an initiator takes at least within RspTimeout, if so much waits: less than any link moves, more than one that only pretends. */
    private static final long LEAST_TAKEN = 256 * 1024;

    private final Connection connection;
    private final CommandsInProgress commands;
    private final long interval;
    private final long patience;
    private final long response;
    private final SessionLimits limits;
    private final NopIn nopIn = new NopIn();
    private boolean asking;
    private long asked;
    private int nextTag;
    private long taken;
    private long lastTaken;
    /** Position in the output of what waited when {@link #lastTaken} was set. */
    private long waited;

    OwedByInitiator(Connection connection, SessionLimits limits, CommandsInProgress commands) {
        this.connection = connection;
        this.commands = commands;
        this.limits = limits;
        interval = limits.nopInInterval().toNanos();
        patience = limits.nopInTimeout().toNanos();
        response = limits.rspTimeout().toNanos();
        lastTaken = connection.now();
    }

    /** How long nothing has come, whether a sign of life was asked for, and how. */
    SignOfLife signOfLife() {
        long now = connection.now();
        return new SignOfLife(now - connection.lastReceived(), asking ? now - asked : SignOfLife.NOT_ASKED, nextTag);
    }

    /** As an earlier revision has left it; the time between does not count. */
    void resume(SignOfLife left) {
        asking = left.askedNanos() != SignOfLife.NOT_ASKED;
        asked = connection.now() - left.askedNanos();
        nextTag = left.nextTag();
    }

    void tick(long now) throws ProtocolViolation {
        if (commands.owedSinceBefore(now - response)) {
            throw ProtocolViolation.exceeded(
                    Limit.RSP_TIMEOUT,
                    "data that was asked for did not come within "
                            + limits.rspTimeout().toSeconds() + " s");
        }
        if (connection.incompleteSinceBefore(now - response)) {
            throw ProtocolViolation.exceeded(
                    Limit.RSP_TIMEOUT,
                    "a PDU did not come to its end within "
                            + limits.rspTimeout().toSeconds() + " s");
        }
        watchOutput(now);
        watchSilence(now);
    }

    /** Whether a NOP-In waits for its answer. */
    boolean asking() {
        return asking;
    }

    private void watchOutput(long now) throws ProtocolViolation {
        PduOutput output = connection.output();
        long pending = output.pending();
        long nowTaken = output.moved() - pending;
        if (pending == 0 || nowTaken >= waited || nowTaken - taken >= LEAST_TAKEN) {
            taken = nowTaken;
            waited = output.moved();
            lastTaken = now;
        } else if (now - lastTaken >= response) {
            throw ProtocolViolation.exceeded(
                    Limit.RSP_TIMEOUT,
                    "too little of what is sent was taken for "
                            + limits.rspTimeout().toSeconds() + " s");
        }
    }

    private void watchSilence(long now) throws ProtocolViolation {
        if (asking && connection.lastReceived() - asked > 0) {
            asking = false;
        }
        if (!asking) {
            if (interval > 0 && now - connection.lastReceived() >= interval) {
                ask(now);
            }
        } else if (now - asked >= patience) {
            throw ProtocolViolation.exceeded(
                    Limit.NOP_IN_TIMEOUT,
                    "no answer to NOP-In within " + limits.nopInTimeout().toSeconds() + " s");
        }
    }

    private void ask(long now) {
        asking = true;
        asked = now;
        connection.output().beginShowingStatSN(nopIn);
        nopIn.initiatorTaskTag(BasicHeaderSegment.RESERVED_TAG);
        nopIn.targetTransferTag(nextTag++ & Integer.MAX_VALUE);
        connection.output().finish(nopIn);
    }
}
