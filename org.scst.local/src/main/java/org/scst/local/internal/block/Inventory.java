package org.scst.local.internal.block;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.scst.core.scsi.LogicalUnitNumber;

/**
 * Which logical units a nexus has.
 *
 * <p><i>Threading:</i> confined to the nexus's event loop.
 */
public final class Inventory {
    private static final int ROOM = 8 + 16384 * 8;
    private static final int INQUIRY_LENGTH = 36;
    private static final int HEADER = 8;
    private static final int DIRECT_ACCESS = 0x00;

    private Inventory() {}

    private static Transfer.Destination to(Sender sender, long lun) {
        return new Transfer.Destination(sender, lun, Attempts.told(() -> {}));
    }

    /** Asks: REPORT LUNS, then INQUIRY of each; none when it cannot be had. */
    public static void disks(Sender sender, Consumer<List<Integer>> taker) {
        all(
                sender,
                luns -> keepDisks(
                        sender,
                        luns.orElse(List.of()).stream()
                                .map(LogicalUnitNumber::number)
                                .toList(),
                        taker));
    }

    /**
     * Asks for all logical units of whatever kind: REPORT LUNS.
     *
     * @param taker given the eight bytes of each LUN as they are reported; empty when they cannot be had
     */
    public static void all(Sender sender, Consumer<Optional<List<Long>>> taker) {
        byte[] cdb = ByteBuffer.allocate(12).put(0, (byte) 0xA0).putInt(6, ROOM).array();
        Transfer.parameters(to(sender, 0), cdb, ROOM, (error, data) -> {
            List<Long> luns = new ArrayList<>();
            for (int at = HEADER; error == 0 && at + Long.BYTES <= data.limit(); at += Long.BYTES) {
                if (LogicalUnitNumber.number(data.getLong(at)) >= 0) {
                    luns.add(data.getLong(at));
                }
            }
            taker.accept(error == 0 ? Optional.of(luns) : Optional.empty());
        });
    }

    /**
     * Sends what changes nothing, nor clears a unit attention condition, to find out that the nexus takes commands: INQUIRY to LUN 0.
     *
     * @param then runs when it has ended, whichever way
     */
    public static void inquire(Sender sender, Runnable then) {
        Transfer.parameters(to(sender, 0), inquiry(), INQUIRY_LENGTH, (error, data) -> then.run());
    }

    private static byte[] inquiry() {
        return ByteBuffer.allocate(6)
                .put(0, (byte) 0x12)
                .put(4, (byte) INQUIRY_LENGTH)
                .array();
    }

    private static void keepDisks(Sender sender, List<Integer> numbers, Consumer<List<Integer>> taker) {
        List<Integer> disks = new ArrayList<>();
        int[] left = {numbers.size()};
        if (numbers.isEmpty()) {
            taker.accept(disks);
            return;
        }
        byte[] cdb = inquiry();
        for (int number : numbers) {
            Transfer.parameters(to(sender, LogicalUnitNumber.encode(number)), cdb, INQUIRY_LENGTH, (error, data) -> {
                if (error == 0 && data.hasRemaining() && data.get(0) == DIRECT_ACCESS) {
                    disks.add(number);
                }
                left[0]--;
                if (left[0] == 0) {
                    disks.sort(null);
                    taker.accept(disks);
                }
            });
        }
        sender.batchEnded();
    }
}
