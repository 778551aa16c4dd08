package org.scst.vdisk.internal.protection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.scst.core.store.BackingStore;

/**
 * Blocks of a medium taken at random among those that have protection information: whether it is theirs. After a crash it still is
 * ({@link ProtectionSlots}), and damage to a medium leaves some; beside another medium it is nobody's.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param belonging blocks to which what is kept for them belongs
 * @param neverWritten blocks that are as before their first write
 * @param foreign all others
 */
record ProtectionSample(int belonging, int neverWritten, int foreign) {
    /** So many that fit nothing are no damage any more. */
    private static final int TELLING = 16;

    private static final int MOST = 32;
    /** Slots looked at where some begin. */
    private static final int AT_ONCE = 128;

    /** Takes one; blocks that cannot be read say nothing. */
    static ProtectionSample of(BackingStore store, ProtectionFile file, int blockLength) throws IOException {
        long blocks = store.capacity() / blockLength;
        Map<Long, ProtectionSlots.Verdict> found = new HashMap<>();
        for (int i = 0; i < MOST && blocks > 0; i++) {
            long lba = file.nextKept(ThreadLocalRandom.current().nextLong(blocks));
            look(store, file, blockLength, lba >= 0 && lba < blocks ? lba : file.nextKept(0), found);
        }
        Collection<ProtectionSlots.Verdict> verdicts = found.values();
        return new ProtectionSample(
                Collections.frequency(verdicts, ProtectionSlots.Verdict.BELONGS),
                Collections.frequency(verdicts, ProtectionSlots.Verdict.NEVER_WRITTEN),
                Collections.frequency(verdicts, ProtectionSlots.Verdict.FOREIGN));
    }

    /**
     * Whether it is that of other data.
     *
     * @param known whether the file that has the data is the one it was made for: then it takes more to say so, for a first write
     *     may have been interrupted, or a few blocks be damaged
     */
    boolean anothers(boolean known) {
        return belonging == 0 && (known ? foreign >= TELLING : foreign + neverWritten > 0);
    }

    /** Looks at the first block from {@code lba} on that has protection information, if there is one. */
    private static void look(
            BackingStore store,
            ProtectionFile file,
            int blockLength,
            long lba,
            Map<Long, ProtectionSlots.Verdict> found)
            throws IOException {
        long left = store.capacity() / blockLength - lba;
        if (lba < 0 || left <= 0) {
            return;
        }
        try (ProtectionSlots slots = file.read(lba, (int) Math.min(AT_ONCE, left))) {
            int block = slots.firstWritten();
            if (block >= 0) {
                compare(store, slots, block, blockLength, found);
            }
        }
    }

    private static void compare(
            BackingStore store,
            ProtectionSlots slots,
            int block,
            int blockLength,
            Map<Long, ProtectionSlots.Verdict> found) {
        long lba = slots.first() + block;
        ByteBuf data = Unpooled.directBuffer(blockLength, blockLength);
        try {
            store.read(lba * blockLength, data, blockLength);
            found.put(lba, slots.verdict(block, data, blockLength));
        } catch (IOException unreadable) {
            found.remove(lba);
        } finally {
            data.release();
        }
    }
}
