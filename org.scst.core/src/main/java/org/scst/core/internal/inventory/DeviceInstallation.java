package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceServer;
import org.scst.core.device.ModePage;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.primary.ControlModePage;
import org.scst.core.internal.primary.DeviceFacts;
import org.scst.core.internal.primary.ModePages;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.internal.spool.SpooledDevice;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * Puts what a device server says of itself in force, and tells initiators what is new.
 *
 * <p><i>Threading:</i> confined to the control thread, but for mode pages, which change on any nexus's executor.
 */
final class DeviceInstallation {
    private static final Sense CAPACITY_CHANGED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    private static final Sense INQUIRY_CHANGED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.INQUIRY_DATA_HAS_CHANGED);

    private static final Sense POWER_ON =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    private static final Outcome SOFTWARE_WRITE_PROTECTED =
            Outcome.check(SenseKey.DATA_PROTECT, AdditionalSense.LOGICAL_UNIT_SOFTWARE_WRITE_PROTECTED);

    private final LogicalUnit logicalUnit;
    private final DeviceFacts facts;
    private volatile boolean softwareWriteProtected;
    private volatile String remembered = "";
    private boolean installed;
    private SpooledDevice restored;
    private final Object telling = new Object();
    /** Who is told of mode pages: the server that is open, under {@link #telling}; {@code null} when there is none. */
    private DeviceServer told;

    DeviceInstallation(LogicalUnit logicalUnit, DeviceFacts facts) {
        this.logicalUnit = logicalUnit;
        this.facts = facts;
        logicalUnit.onReset(() -> facts.modePages().reset());
        applyControlPage();
    }

    /** Core's own page holds before a server has opened, for what core answers itself. */
    private void applyControlPage() {
        ControlModePage.apply(facts.modePages().current(ControlModePage.CODE, 0), logicalUnit);
    }

    /** As initiators knew it before a restart: what the server says otherwise when it opens, they are told. */
    void restore(SpooledDevice spooled) {
        restored = spooled;
        remembered = spooled.remembered();
        facts.modePages(facts.modePages().restored(spooled.modePages()));
        applyControlPage();
        logicalUnit.change(view -> view.medium(view.table(), spooled.blockLength(), spooled.capacity()));
        if (facts.reservations() != null) {
            facts.reservations().restore(spooled.reservations());
            logicalUnit.registered(facts.reservations().state());
        }
        installed = true;
    }

    /** What a stop would forget of it; {@code null} when no server has described it. */
    SpooledDevice spooled() {
        LogicalUnitView view = logicalUnit.view();
        return installed
                ? new SpooledDevice(
                        logicalUnit.name(),
                        facts.identity().unitSerialNumber(),
                        view.capacity(),
                        view.blockLength(),
                        inquiry(),
                        facts.modePages().values(),
                        remembered,
                        facts.reservations() == null
                                ? ReservationState.NONE
                                : facts.reservations().state(),
                        facts.portGroups() == null ? "" : facts.portGroups().known())
                : null;
    }

    private String inquiry() {
        return restored == null ? facts.inquiry() : restored.inquiry();
    }

    /** @param again the same server has changed; else a server has opened */
    void install(DeviceServer server, boolean again) {
        LogicalUnitView before = logicalUnit.view();
        String earlier = inquiry();
        DeviceCharacteristics characteristics = server.characteristics();
        facts.characteristics(characteristics);
        facts.names(server.names());
        facts.designators(server.designators());
        facts.vpdPages(server.vpdPages());
        facts.logPages(server.logPages());
        facts.copies(server.logicalBlocks());
        logicalUnit.execution().limit(server.threads());
        if (!again) {
            installModePages(server);
            logicalUnit.of(server::timeLimit, server::reset);
        }
        if (server.controlModePage() != null) {
            ControlModePage.apply(server.controlModePage(), logicalUnit);
        }
        CommandTable table = before.table().replacedBy(server.commandSet(), PrimaryCommandSet.of(facts));
        logicalUnit.change(view -> view.medium(table, server.blockLength(), server.capacity())
                .logicalBlocks(server.logicalBlocks())
                .writeRefused(writeRefused(view)));
        if (installed) {
            tell(before, earlier, server);
        }
        restored = null;
        installed = true;
    }

    /** Small state that initiators gave its server, for the next one. */
    void remember(String state) {
        remembered = state;
    }

    String remembered() {
        return remembered;
    }

    /** Writes are refused whatever else allows them. */
    void writeErrorLatched() {
        logicalUnit.change(view -> view.writeRefused(OpenedDevice.WRITE_ERROR));
    }

    /** A failed flush is no reason to refuse writes any more; what else refuses them still is. */
    void writeErrorCleared() {
        logicalUnit.change(view -> view.writeRefused(writeRefused()));
    }

    private Outcome writeRefused(LogicalUnitView view) {
        return OpenedDevice.WRITE_ERROR.equals(view.writeRefused()) ? OpenedDevice.WRITE_ERROR : writeRefused();
    }

    private Outcome writeRefused() {
        if (facts.characteristics().readOnly()) {
            return Outcome.WRITE_PROTECTED;
        }
        return softwareWriteProtected ? SOFTWARE_WRITE_PROTECTED : null;
    }

    /** The Control mode page is core's own business; other pages are the server's. */
    private void modePageChanged(DeviceServer server, ModePage page, byte[] values) {
        if (page instanceof ControlModePage) {
            softwareWriteProtected = ControlModePage.softwareWriteProtect(values);
            ControlModePage.apply(values, logicalUnit);
            logicalUnit.change(view -> view.writeRefused(writeRefused(view)));
            return;
        }
        synchronized (telling) {
            if (told == server) {
                server.modePageChanged(page, values);
            }
        }
    }

    /** Its server is on its way out and hears of nothing any more; the next one is told all there is. */
    void withdrawn() {
        synchronized (telling) {
            told = null;
        }
    }

    private void installModePages(DeviceServer server) {
        List<ModePage> pages = new ArrayList<>(server.modePages());
        if (pages.stream().noneMatch(page -> page.pageCode() == ControlModePage.CODE && page.subpageCode() == 0)) {
            pages.add(new ControlModePage(server.sharesTaskSet()));
        }
        ModePages modePages =
                new ModePages(pages, facts.modePages(), (page, values) -> modePageChanged(server, page, values));
        facts.modePages(modePages);
        synchronized (telling) {
            told = server;
        }
        modePages.announce();
    }

    private void tell(LogicalUnitView before, String earlier, DeviceServer server) {
        if (before.capacity() != server.capacity() || before.blockLength() != server.blockLength()) {
            logicalUnit.announce(CAPACITY_CHANGED);
        }
        if (!earlier.equals(facts.inquiry())) {
            logicalUnit.announce(INQUIRY_CHANGED);
        }
        if (restored != null && !facts.modePages().holds(restored.modePages())) {
            logicalUnit.establish(null, POWER_ON);
        }
    }
}
