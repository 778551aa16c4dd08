package org.scst.iscsi.internal.session;

import java.util.Arrays;
import java.util.function.Consumer;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;

/**
 * The commands of one session that the mid-layer has, each in a slot. Transfer tags name the slot, so that a Data-Out finds its
 * command without a search; what is rare searches.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class CommandsInProgress {
    private static final int SLOT_SHIFT = 16;
    private static final int LARGEST = 1 << 14;
    private static final int SEQUENCE_MASK = 0xffff;
    private static final int INITIAL = 64;

    private CommandState[] slots = new CommandState[INITIAL];
    private int[] free = new int[INITIAL];
    private int freeCount;
    private int nextTag;

    CommandsInProgress() {
        for (int slot = INITIAL - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
    }

    void add(CommandState state) {
        if (freeCount == 0) {
            grow();
        }
        int slot = free[--freeCount];
        slots[slot] = state;
        state.slot(slot);
    }

    void remove(CommandState state) {
        slots[state.slot()] = null;
        free[freeCount++] = state.slot();
    }

    int size() {
        return slots.length - freeCount;
    }

    /** A tag that names the command's slot; never the reserved tag, because slots stay below 2^15. */
    int newTransferTag(CommandState state) {
        return (state.slot() << SLOT_SHIFT) | (nextTag++ & SEQUENCE_MASK);
    }

    /** What the next tag ends with: kept over revisions, so that no tag is given anew while data for it may still come. */
    int nextTag() {
        return nextTag & SEQUENCE_MASK;
    }

    /** As {@link #nextTag()} of an earlier revision. */
    void nextTag(int next) {
        nextTag = next;
    }

    /** The command that a Target Transfer Tag was made for, if it is still there; the caller compares the rest of the tag. */
    CommandState byTransferTag(int transferTag) {
        int slot = transferTag >>> SLOT_SHIFT;
        return transferTag == BasicHeaderSegment.RESERVED_TAG || slot >= slots.length ? null : slots[slot];
    }

    /** The command with an Initiator Task Tag, or {@code null}. */
    CommandState byTaskTag(int tag) {
        for (CommandState state : slots) {
            if (state != null && state.tag() == tag) {
                return state;
            }
        }
        return null;
    }

    /** Whether a command waits for data that the initiator owes. */
    boolean owed() {
        for (CommandState state : slots) {
            if (state != null && state.dataOut().owed()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a command waits since before {@code then} for data that the initiator owes. */
    boolean owedSinceBefore(long then) {
        for (CommandState state : slots) {
            if (state != null && state.dataOut().owedSinceBefore(then)) {
                return true;
            }
        }
        return false;
    }

    void forEach(Consumer<CommandState> action) {
        for (CommandState state : slots) {
            if (state != null) {
                action.accept(state);
            }
        }
    }

    private void grow() {
        int old = slots.length;
        if (old >= LARGEST) {
            throw new IllegalStateException(old + " commands in progress");
        }
        slots = Arrays.copyOf(slots, old * 2);
        free = Arrays.copyOf(free, old * 2);
        for (int slot = old * 2 - 1; slot >= old; slot--) {
            free[freeCount++] = slot;
        }
    }
}
