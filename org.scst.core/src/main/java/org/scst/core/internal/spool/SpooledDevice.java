package org.scst.core.internal.spool;

import java.util.Map;
import java.util.TreeMap;
import org.scst.core.internal.reservation.ReservationState;

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
 * @param reservations its registrations and persistent reservation
 * @param portGroups what initiators knew of its target port groups, as one text; empty when it was in none
 */
public record SpooledDevice(
        String name,
        String serial,
        long capacity,
        int blockLength,
        String inquiry,
        Map<Integer, byte[]> modePages,
        String remembered,
        ReservationState reservations,
        String portGroups) {

    /** Of a device with which nobody has ever registered, and that is in no device group. */
    public SpooledDevice(
            String name,
            String serial,
            long capacity,
            int blockLength,
            String inquiry,
            Map<Integer, byte[]> modePages,
            String remembered) {
        this(name, serial, capacity, blockLength, inquiry, modePages, remembered, ReservationState.NONE, "");
    }

    /** Copies its arguments, but for the values of the pages. */
    public SpooledDevice {
        modePages = new TreeMap<>(modePages);
    }
}
