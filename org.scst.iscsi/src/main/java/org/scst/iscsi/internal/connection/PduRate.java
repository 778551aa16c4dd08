package org.scst.iscsi.internal.connection;

import java.util.concurrent.TimeUnit;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/**
 * How many PDUs of a kind a connection may send within a second: those that cost the target much and the initiator nothing.
 *
 * <p><i>Threading:</i> confined to one connection.
 */
public final class PduRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final String kind;
    private final int most;
    private long began;
    private int count;

    /**
     * @param kind for people, as a plural
     * @param most within a second
     */
    public PduRate(String kind, int most) {
        this.kind = kind;
        this.most = most;
    }

    /**
     * One more has come.
     *
     * @param now in nanoseconds, by the event loop's clock
     */
    public void counted(long now) throws ProtocolViolation {
        if (count == 0 || now - began >= SECOND) {
            began = now;
            count = 0;
        }
        if (++count > most) {
            throw ProtocolViolation.exceeded(
                    Limit.MAX_TEXT_RATE, "more than " + most + " " + kind + " within a second");
        }
    }
}
