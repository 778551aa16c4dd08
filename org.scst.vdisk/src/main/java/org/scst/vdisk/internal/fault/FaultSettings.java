package org.scst.vdisk.internal.fault;

import java.time.Duration;
import org.scst.core.device.ConfigurationException;
import org.scst.vdisk.internal.configuration.DeviceProperties;

/**
 * How a store is to misbehave: the properties whose names begin with {@code fault_}.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param delay added to each read, write and flush
 * @param errors what fails
 * @param hang what hangs
 * @param lies what is other than it is said to be
 * @param loseUnflushed whether a cache that loses power stands before the store
 */
public record FaultSettings(Duration delay, Errors errors, Hang hang, Lies lies, boolean loseUnflushed) {
    private static final String PREFIX = "fault_";

    /** Blocks that cannot be read or written, and whether flushes fail. */
    record Errors(BlockRanges read, BlockRanges write, boolean flush) {}

    /** Whether everything hangs, or else which blocks. */
    record Hang(boolean all, BlockRanges blocks) {}

    /**
     * What is other than it is said to be.
     *
     * @param dropOneWriteIn one write in so many is not done, 0: none
     * @param tearOneWriteIn one write of several blocks in so many is half done, 0: none
     * @param wrong blocks that read as other data
     * @param capacity bytes that are left, 0: all
     */
    record Lies(long dropOneWriteIn, long tearOneWriteIn, BlockRanges wrong, long capacity) {
        static Lies read(DeviceProperties properties) throws ConfigurationException {
            return new Lies(
                    properties.number("fault_drop_one_write_in", 0, 0, Integer.MAX_VALUE),
                    properties.number("fault_tear_one_write_in", 0, 0, Integer.MAX_VALUE),
                    ranges(properties, "fault_wrong_data_lba"),
                    properties.size("fault_capacity", 0));
        }
    }

    /** Reads and checks. */
    public static FaultSettings read(DeviceProperties properties) throws ConfigurationException {
        return new FaultSettings(
                properties.duration("fault_delay", Duration.ZERO),
                new Errors(
                        ranges(properties, "fault_read_error_lba"),
                        ranges(properties, "fault_write_error_lba"),
                        properties.flag("fault_flush_error", false)),
                new Hang(properties.flag("fault_hang", false), ranges(properties, "fault_hang_lba")),
                Lies.read(properties),
                properties.flag("fault_lose_unflushed", false));
    }

    private static BlockRanges ranges(DeviceProperties properties, String key) throws ConfigurationException {
        return BlockRanges.parse(key, properties.text(key, ""));
    }

    /** Whether a file names any fault, switched on or not: only then is anything put around its store. */
    public static boolean namedIn(DeviceProperties properties) {
        return !properties.startingWith(PREFIX).isEmpty();
    }
}
