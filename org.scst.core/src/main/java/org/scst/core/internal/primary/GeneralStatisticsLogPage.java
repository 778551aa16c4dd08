package org.scst.core.internal.primary;

import java.nio.ByteBuffer;
import java.util.List;
import org.scst.core.device.LogPage;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.statistics.CommandStatistics;

/**
 * General Statistics and Performance log page (19h): what the logical unit has done since it was made. No time is counted, hence
 * there is no time interval parameter, and the counters of intervals are zero.
 *
 * <pre>
 *   parameter 0001h, 8 bytes each: read commands, write commands, logical blocks received, logical blocks transmitted, four of time
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 */
final class GeneralStatisticsLogPage implements LogPage {
    private static final int PAGE_CODE = 0x19;
    private static final int GENERAL_ACCESS = 1;
    private static final int BINARY = 3;
    private static final int LENGTH = 64;
    private final LogicalUnit unit;

    GeneralStatisticsLogPage(LogicalUnit unit) {
        this.unit = unit;
    }

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public List<Parameter> parameters() {
        CommandStatistics counted = unit.statistics();
        int blockLength = unit.view().blockLength();
        byte[] value = ByteBuffer.allocate(LENGTH)
                .putLong(counted.reads())
                .putLong(counted.writes())
                .putLong(counted.writtenBytes() / blockLength)
                .putLong(counted.readBytes() / blockLength)
                .array();
        return List.of(new Parameter(GENERAL_ACCESS, BINARY, value));
    }
}
