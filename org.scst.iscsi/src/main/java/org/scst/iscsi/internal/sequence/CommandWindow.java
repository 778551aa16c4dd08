package org.scst.iscsi.internal.sequence;

/**
 * The command window of one session: which CmdSN is expected and which is the highest that the initiator may use
 * (RFC 7143 4.2.2.1).
 *
 * <p>The window's far edge is ExpCmdSN + queue limit - commands in progress - 1 and never moves back, because initiators ignore
 * a MaxCmdSN that is lower than one they know.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
public final class CommandWindow {
    /** Where a received CmdSN lies. */
    public enum Place {
        /** It is the one expected. */
        IN_TURN,
        /** Inside the window, but an earlier one is missing. */
        AHEAD,
        /** Before or behind the window: such a PDU is ignored without an answer (RFC 7143 4.2.2.1). */
        OUTSIDE
    }

    private int expCmdSN;
    private int maxCmdSN;
    private int queueLimit;
    private int inProgress;

    /**
     * A window that begins with the CmdSN of the leading login.
     *
     * @param expCmdSN the first CmdSN
     * @param queueLimit how many commands may be in progress, at least one
     */
    public CommandWindow(int expCmdSN, int queueLimit) {
        begin(expCmdSN, queueLimit);
    }

    /** Begins anew, as in the constructor. */
    public void begin(int firstCmdSN, int limit) {
        expCmdSN = firstCmdSN;
        maxCmdSN = firstCmdSN - 1;
        inProgress = 0;
        queueLimit(limit);
    }

    /** Goes on as another window stood with no command in progress; what the initiator was promised then stays valid. */
    public void resume(int expected, int highest) {
        begin(expected, 1);
        maxCmdSN = SerialNumber.later(maxCmdSN, highest);
    }

    /** The CmdSN expected next. */
    public int expCmdSN() {
        return expCmdSN;
    }

    /** The highest CmdSN that the initiator may use. */
    public int maxCmdSN() {
        return maxCmdSN;
    }

    /** Commands that hold a place in the window. */
    public int inProgress() {
        return inProgress;
    }

    /** Sets how many commands may be in progress, at least one; what the initiator was promised stays valid. */
    public void queueLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("queue limit " + limit);
        }
        queueLimit = limit;
        widen();
    }

    /** Where {@code cmdSN} lies. */
    public Place place(int cmdSN) {
        if (cmdSN == expCmdSN) {
            return SerialNumber.after(cmdSN, maxCmdSN) ? Place.OUTSIDE : Place.IN_TURN;
        }
        return SerialNumber.before(cmdSN, expCmdSN) || SerialNumber.after(cmdSN, maxCmdSN)
                ? Place.OUTSIDE
                : Place.AHEAD;
    }

    /** The PDU that was expected is taken. */
    public void advance() {
        expCmdSN++;
        widen();
    }

    /** The PDU that was expected is taken, and as a command it keeps its place until {@link #commandEnded()}. */
    public void advanceByCommand() {
        inProgress++;
        advance();
    }

    /** A command gives its place back: its response is on its way, or there will be none. */
    public void commandEnded() {
        if (inProgress == 0) {
            throw new IllegalStateException("no command in progress");
        }
        inProgress--;
        widen();
    }

    private void widen() {
        maxCmdSN = SerialNumber.later(maxCmdSN, expCmdSN + queueLimit - inProgress - 1);
    }

    @Override
    public String toString() {
        return "ExpCmdSN " + Integer.toUnsignedString(expCmdSN) + " MaxCmdSN " + Integer.toUnsignedString(maxCmdSN);
    }
}
