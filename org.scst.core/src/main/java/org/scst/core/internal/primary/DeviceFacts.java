package org.scst.core.internal.primary;

import java.util.List;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.LogPage;
import org.scst.core.device.VpdPage;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.reservation.PersistentReservations;

/**
 * What core's own commands answer from for one logical unit: kept while its handler is away, so that INQUIRY and its like go on
 * being answered.
 *
 * <p><i>Threading:</i> thread-safe; immutable snapshots behind volatiles, written by the device's lifecycle.
 */
public final class DeviceFacts {
    private final DeviceConfiguration.Identity identity;
    private volatile LogicalUnit logicalUnit;
    private volatile PersistentReservations reservations;
    private volatile DeviceCharacteristics characteristics;
    private volatile List<VpdPage> vpdPages = List.of();
    private volatile List<LogPage> logPages = List.of();
    private volatile ModePages modePages;

    /**
     * @param identity fixed at the device's creation
     * @param characteristics until its handler says better
     * @param modePages until its handler adds its own
     */
    public DeviceFacts(
            DeviceConfiguration.Identity identity, DeviceCharacteristics characteristics, ModePages modePages) {
        this.identity = identity;
        this.characteristics = characteristics;
        this.modePages = modePages;
    }

    /** Serial number, NAA and T10 device id. */
    public DeviceConfiguration.Identity identity() {
        return identity;
    }

    /** The logical unit they belong to. */
    public LogicalUnit logicalUnit() {
        return logicalUnit;
    }

    /** Set once, right after the logical unit was made. */
    public void logicalUnit(LogicalUnit unit) {
        logicalUnit = unit;
    }

    /** Its persistent reservations; {@code null} where they have no place: then there are none, and none are offered. */
    public PersistentReservations reservations() {
        return reservations;
    }

    /** Set once, before its commands are composed. */
    public void reservations(PersistentReservations place) {
        reservations = place;
    }

    /** Type, vendor, product and the like. */
    public DeviceCharacteristics characteristics() {
        return characteristics;
    }

    /** Sets what the handler says. */
    public void characteristics(DeviceCharacteristics next) {
        characteristics = next;
    }

    /** Log pages of the handler. */
    public List<LogPage> logPages() {
        return logPages;
    }

    /** Sets the handler's pages. */
    public void logPages(List<LogPage> pages) {
        logPages = List.copyOf(pages);
    }

    /** VPD pages of the handler. */
    public List<VpdPage> vpdPages() {
        return vpdPages;
    }

    /** Sets the handler's pages. */
    public void vpdPages(List<VpdPage> pages) {
        vpdPages = List.copyOf(pages);
    }

    /** All mode pages with their values. */
    public ModePages modePages() {
        return modePages;
    }

    /** Sets the pages after the handler has opened. */
    public void modePages(ModePages pages) {
        modePages = pages;
    }
}
