package org.scst.core.internal.nexus;

/**
 * Where a command stands. Passive states name who must answer before the command can go on; all others are core's own and are
 * passed without pause.
 */
public enum CommandState {
    /** Core: the CDB is held and the nexus known. */
    RECEIVED,
    /** Core: the row is found, direction and lengths are known. */
    ROUTED,
    /** Core: in the task set, the queue limit is passed. */
    ADMITTED,
    /** Core: waits for a buffer, or has one. */
    PREPARED,
    /** DRIVER: leaves by {@code dataOutReceived}. */
    AWAITING_DATA_OUT,
    /** Core: held by task attribute or fence; what is not parsed yet is prepared again. */
    DORMANT,
    /** Core: to be judged now, on one fresh snapshot. */
    ENABLED,
    /** HANDLER: leaves by its outcome. */
    PROCESSING,
    /** DRIVER: a further window of a large read waits until an earlier one has left. */
    AWAITING_DATA_IN,
    /** DRIVER: leaves by delivery of the response. */
    RESPONDING,
    /** Nobody: everything is released. */
    ENDED;

    private static final int[] NEXT = new int[values().length];

    static {
        allow(RECEIVED, ROUTED, RESPONDING);
        allow(ROUTED, ADMITTED, RESPONDING);
        allow(ADMITTED, PREPARED, RESPONDING);
        allow(PREPARED, AWAITING_DATA_OUT, DORMANT, ENABLED, RESPONDING);
        allow(AWAITING_DATA_OUT, DORMANT, ENABLED, PROCESSING, RESPONDING);
        allow(DORMANT, PREPARED, ENABLED, RESPONDING);
        allow(ENABLED, PROCESSING, DORMANT, RESPONDING);
        allow(PROCESSING, PROCESSING, AWAITING_DATA_OUT, AWAITING_DATA_IN, RESPONDING);
        allow(AWAITING_DATA_IN, PROCESSING, RESPONDING);
        allow(RESPONDING, ENDED);
        allow(ENDED, RECEIVED);
    }

    private static void allow(CommandState from, CommandState... to) {
        for (CommandState state : to) {
            NEXT[from.ordinal()] |= 1 << state.ordinal();
        }
    }

    /** Whether the transition table has the edge from here to {@code next}. */
    public boolean leadsTo(CommandState next) {
        return (NEXT[ordinal()] & 1 << next.ordinal()) != 0;
    }
}
