package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel's queue of a block device can do, as {@code /sys} says; what it does not say counts as not possible.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param discardGranularity smallest range that can be given back, in bytes; 0 when none can
 * @param writesZeroes whether the device itself makes ranges zero, so that what it is then given back reads as zeroes
 * @param volatileCache whether what was written is lost with the device's power until it is flushed
 */
record BlockQueue(long discardGranularity, boolean writesZeroes, boolean volatileCache) {
    private static final Path SYS = Path.of("/sys");
    private static final int MINOR_BITS = 32;

    static BlockQueue of(long represents) {
        return of(SYS, represents);
    }

    /** @param represents major number in the upper, minor in the lower 32 bits */
    static BlockQueue of(Path sys, long represents) {
        Path queue = queue(folder(sys, represents));
        boolean discards = number(queue, "discard_max_bytes") > 0;
        return new BlockQueue(
                discards ? Math.max(1, number(queue, "discard_granularity")) : 0,
                number(queue, "write_zeroes_max_bytes") > 0,
                "write back".equals(text(queue.resolve("write_cache"))));
    }

    /** The folder of a device. */
    private static Path folder(Path sys, long represents) {
        return sys.resolve("dev/block").resolve(number(represents));
    }

    /** As {@code /sys} and {@code /proc} write it. */
    static String number(long represents) {
        return (represents >>> MINOR_BITS) + ":" + (int) represents;
    }

    /** A partition has no queue but that of the whole. */
    private static Path queue(Path device) {
        try {
            Path real = device.toRealPath();
            return Files.exists(real.resolve("partition")) ? real.resolveSibling("queue") : real.resolve("queue");
        } catch (IOException e) {
            return device.resolve("queue");
        }
    }

    boolean discards() {
        return discardGranularity > 0;
    }

    private static long number(Path queue, String name) {
        try {
            return Long.parseLong(text(queue.resolve(name)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
