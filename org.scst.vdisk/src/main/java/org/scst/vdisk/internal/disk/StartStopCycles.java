package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.LogPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Start-Stop Cycle Counter log page (0Eh): how often the disk was stopped, and its medium ejected, in all its life.
 *
 * <p><i>Threading:</i> thread-safe by its monitor; counting blocks, on the device's context.
 */
final class StartStopCycles implements LogPage {
    private static final Logger LOG = LoggerFactory.getLogger(StartStopCycles.class);
    private static final String CYCLES = "cycles";
    private static final int PAGE_CODE = 0x0E;
    private static final int ACCUMULATED_START_STOP = 4;
    private static final int ACCUMULATED_LOAD_UNLOAD = 6;
    private static final int BINARY = 3;
    private final DeviceContext context;
    private final Object counting = new Object();
    private volatile Counts counts;

    private record Counts(int stops, int ejects) {}

    StartStopCycles(DeviceContext context) {
        this.context = context;
        String kept = context.kept(CYCLES);
        int space = kept.indexOf(' ');
        this.counts = kept.isEmpty()
                ? new Counts(0, 0)
                : new Counts(Integer.parseInt(kept.substring(0, space)), Integer.parseInt(kept.substring(space + 1)));
    }

    /** Once more. A count that cannot be kept is lost with the process, no more. */
    void stopped(boolean ejected) {
        synchronized (counting) {
            counts = new Counts(counts.stops + 1, counts.ejects + (ejected ? 1 : 0));
            try {
                context.keep(CYCLES, counts.stops + " " + counts.ejects);
            } catch (IOException e) {
                LOG.warn("{}: the count of starts and stops could not be kept", context.name(), e);
            }
        }
    }

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public List<Parameter> parameters() {
        Counts now = counts;
        return List.of(
                new Parameter(ACCUMULATED_START_STOP, BINARY, number(now.stops)),
                new Parameter(ACCUMULATED_LOAD_UNLOAD, BINARY, number(now.ejects)));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }
}
