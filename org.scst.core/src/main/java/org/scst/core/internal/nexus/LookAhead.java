package org.scst.core.internal.nexus;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what belongs to the logical units of a read batch's commands before the first of them is processed. With thousands of
 * logical units none of it is in a near cache, and each read of a command waits for the one before; those of different commands
 * do not wait for one another, when nothing comes between them.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class LookAhead {
    /** Commands looked ahead over at a time. */
    static final int MOST = 32;

    private static final Logger LOG = LoggerFactory.getLogger(LookAhead.class);

    private final ItlNexus[] expected = new ItlNexus[MOST];
    private int count;

    @SuppressWarnings("UnusedVariable") // written so that the reads are not left out
    private int sum;

    private boolean off;

    /**
     * A command for this I_T_L nexus follows.
     *
     * @param itl {@code null} when there is none yet
     */
    @SuppressWarnings("ReferenceEquality") // the same one is meant
    void at(ItlNexus itl) {
        if (itl != null && count < MOST && (count == 0 || expected[count - 1] != itl)) {
            expected[count++] = itl;
        }
    }

    /** Whether commands are expected whose state has not been read. */
    boolean pending() {
        return count > 0;
    }

    /**
     * Reads the state of all that are expected: one thing of each before the next of any, so that as many reads as the processor can
     * keep are under way.
     *
     * @param slot of the nexus at a fence
     */
    void read(int slot) {
        int known = count;
        count = 0;
        if (known > 1 && !off) {
            sum += nearer(known, slot);
        }
        // What is kept here would keep a handler that has been replaced.
        Arrays.fill(expected, 0, known, null);
    }

    private int nearer(int known, int slot) {
        int all = 0;
        for (int i = 0; i < known; i++) {
            all += expected[i].glance();
        }
        for (int i = 0; i < known; i++) {
            all += expected[i].logicalUnit().glance(slot);
        }
        for (int i = 0; i < known; i++) {
            all += expected[i].glanceAtStatistics();
        }
        for (int i = 0; i < known; i++) {
            all += glanceAtHandler(expected[i]);
        }
        return all;
    }

    private int glanceAtHandler(ItlNexus itl) {
        try {
            return off ? 0 : itl.logicalUnit().view().table().glance();
        } catch (RuntimeException | LinkageError defect) {
            if (itl.logicalUnit().fence().closed()) {
                return 0; // the handler is away, and with it what it never needed before
            }
            // It is a handler's, and no command depends on it.
            off = true;
            LOG.error("Defect of the handler of {}", itl.logicalUnit().name(), defect);
            return 0;
        }
    }
}
