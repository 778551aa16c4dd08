package org.scst.core.internal.spool;

import java.util.Map;
import java.util.TreeMap;

/**
 * What initiators knew of a device at the moment of the stop.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name of the device
 * @param serial its unit serial number: a device that has another is another
 * @param capacity number of logical blocks
 * @param blockLength bytes of one
 * @param inquiry its standard INQUIRY facts, as one text
 * @param modePages current values by page code times 256 plus subpage code
 * @param remembered what its server wanted the next one to know
 */
public record SpooledDevice(
        String name,
        String serial,
        long capacity,
        int blockLength,
        String inquiry,
        Map<Integer, byte[]> modePages,
        String remembered) {

    /** Copies its arguments, but for the values of the pages. */
    public SpooledDevice {
        modePages = new TreeMap<>(modePages);
    }
}
