package org.scst.core.internal.primary;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.LogPage;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.device.VpdPage;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.internal.reservation.PersistentReservations;
import org.scst.core.scsi.DesignationDescriptor;

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
    private volatile LogicalUnitNames names = LogicalUnitNames.NONE;
    private volatile List<VpdPage> vpdPages = List.of();
    private volatile List<LogPage> logPages = List.of();
    private volatile ModePages modePages;
    private volatile TargetPortGroups portGroups;
    private volatile List<DesignationDescriptor> ownDesignators = List.of();
    private volatile boolean copies;
    private volatile boolean rodTokens;

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
        unit.designators(this::designators);
    }

    /** What designates the logical unit: its T10 vendor ID, its NAA, and what else its file gives it. */
    public List<DesignationDescriptor> designators() {
        List<DesignationDescriptor> own = ownDesignators;
        if (!own.isEmpty()) {
            return own;
        }
        LogicalUnitNames given = names;
        List<DesignationDescriptor> all = new ArrayList<>();
        String t10 = given.t10DeviceId().isEmpty() ? identity.t10DeviceId() : given.t10DeviceId();
        all.add(DesignationDescriptor.t10VendorId(characteristics.vendor(), t10));
        all.add(DesignationDescriptor.naa(HexFormat.of().parseHex(naa())));
        if (!given.eui64().isEmpty()) {
            all.add(DesignationDescriptor.eui64(HexFormat.of().parseHex(given.eui64())));
        }
        if (!given.vendorSpecific().isEmpty()) {
            all.add(DesignationDescriptor.vendorSpecific(given.vendorSpecific()));
        }
        return all;
    }

    /** Sets what a real device says that designates it; empty for any other. */
    public void designators(List<DesignationDescriptor> own) {
        ownDesignators = List.copyOf(own);
    }

    /** Whether it takes part in third-party copies, and has a copy manager. */
    public boolean copies() {
        return copies;
    }

    /** Whether it can make ROD tokens. */
    public boolean rodTokens() {
        return rodTokens;
    }

    /** Sets whether and how the handler's device takes part in third-party copies; {@code null} when it does not. */
    public void copies(LogicalBlocks medium) {
        copies = medium != null;
        rodTokens = copies && medium.watches();
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

    /** What its file calls it. */
    public LogicalUnitNames names() {
        return names;
    }

    /** Sets what its file calls it. */
    public void names(LogicalUnitNames given) {
        names = given;
    }

    /** As initiators see it: of the file, else of its identity. */
    public String unitSerialNumber() {
        String given = names.unitSerialNumber();
        return given.isEmpty() ? identity.unitSerialNumber() : given;
    }

    /** As {@link #unitSerialNumber}: an NAA designator in hexadecimal digits. */
    public String naa() {
        String given = names.naa();
        return given.isEmpty() ? String.format(Locale.ROOT, "%016x", identity.naa()) : given;
    }

    /** Standard INQUIRY data and names as text: when it differs, initiators are told. */
    public String inquiry() {
        LogicalUnitNames given = names;
        String own = ownDesignators.isEmpty() ? "" : " " + ownDesignators;
        return characteristics + (given.equals(LogicalUnitNames.NONE) ? "" : " " + given) + own;
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

    /** The target port groups that its commands are composed for; {@code null} when it is in no device group. */
    public TargetPortGroups portGroups() {
        return portGroups;
    }

    /** Sets them before its commands are composed anew. */
    public void portGroups(TargetPortGroups groups) {
        portGroups = groups;
    }
}
