package org.scst.vdisk.internal.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scst.core.device.ConfigurationException;

/**
 * Logical blocks, written as {@code 100-120, 500}.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param ranges in the order written
 */
record BlockRanges(List<Range> ranges) {
    static final BlockRanges NONE = new BlockRanges(List.of());
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:\\s*-\\s*(\\d{1,18}))?");

    /** From {@code first} to {@code last}, both counted. */
    record Range(long first, long last) {}

    BlockRanges {
        ranges = List.copyOf(ranges);
    }

    static BlockRanges parse(String key, String text) throws ConfigurationException {
        if (text.isBlank()) {
            return NONE;
        }
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = RANGE.matcher(part.strip());
            if (!matcher.matches()) {
                throw wrong(key, part);
            }
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            if (last < first) {
                throw wrong(key, part);
            }
            ranges.add(new Range(first, last));
        }
        return new BlockRanges(ranges);
    }

    private static ConfigurationException wrong(String key, String part) {
        return new ConfigurationException(
                key,
                key + ": \"" + part.strip() + "\" is not a range of blocks",
                "write blocks and ranges, as in 100-120, 500");
    }

    /** The first block of these within {@code count} blocks from {@code lba} on, or -1. */
    long firstWithin(long lba, long count) {
        long found = -1;
        for (Range range : ranges) {
            long first = Math.max(lba, range.first);
            if (first <= range.last && first - lba < count && (found < 0 || first < found)) {
                found = first;
            }
        }
        return found;
    }
}
