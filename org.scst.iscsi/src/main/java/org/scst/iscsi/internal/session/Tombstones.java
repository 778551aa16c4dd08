package org.scst.iscsi.internal.session;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;

/**
 * Data sequences that the initiator still owes to commands which ended before their data came. Their Data-Out PDUs are read and
 * forgotten; with the last of a sequence its tombstone is gone.
 *
 * <p>An initiator need not send what was asked for by a command that has ended, so a tombstone may never be called for: when its
 * tag is used anew, or too many have gathered, the oldest goes.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class Tombstones {
    /** More than an initiator can owe with a full queue and two R2Ts a command, at SCST's default queue. */
    private static final int LIMIT = 128;

    private final ArrayDeque<Tombstone> owed = new ArrayDeque<>();

    /**
     * A sequence that is owed.
     *
     * @param taskTag Initiator Task Tag of the command that has ended
     * @param transferTag of the R2T, or the reserved tag for unsolicited data
     */
    record Tombstone(int taskTag, int transferTag) {}

    void add(int taskTag, int transferTag) {
        if (owed.size() == LIMIT) {
            owed.removeFirst();
        }
        owed.addLast(new Tombstone(taskTag, transferTag));
    }

    /** All of them, the oldest first. */
    List<Tombstone> all() {
        return List.copyOf(owed);
    }

    boolean isEmpty() {
        return owed.isEmpty();
    }

    int size() {
        return owed.size();
    }

    /**
     * A Data-Out without a living command has come.
     *
     * @return whether it was owed to one that has ended
     */
    boolean received(int taskTag, int transferTag, boolean last) {
        Iterator<Tombstone> all = owed.iterator();
        while (all.hasNext()) {
            Tombstone tombstone = all.next();
            if (tombstone.taskTag == taskTag && tombstone.transferTag == transferTag) {
                if (last) {
                    all.remove();
                }
                return true;
            }
        }
        return false;
    }

    /** A new command uses the tag: unsolicited data with it is the new one's. R2T data is told apart by its transfer tag. */
    void tagUsedAnew(int taskTag) {
        owed.removeIf(
                tombstone -> tombstone.taskTag == taskTag && tombstone.transferTag == BasicHeaderSegment.RESERVED_TAG);
    }
}
