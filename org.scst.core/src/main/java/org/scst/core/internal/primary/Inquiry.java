package org.scst.core.internal.primary;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.VpdPage;
import org.scst.core.internal.copy.ThirdPartyCopyPage;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.core.target.PortDescription;

/**
 * INQUIRY: standard data and vital product data pages.
 *
 * <p><i>Threading:</i> stateless but for the facts it reads.
 */
final class Inquiry implements CommandHandler {
    private static final int STANDARD_LENGTH = 96;
    private static final int VENDOR_SPECIFIC = 36;
    private static final int VENDOR_SPECIFIC_LENGTH = 20;
    private static final int VERSION_SPC_4 = 6;
    private static final int DISCONNECTED = 1 << 5;
    private static final int IMPLICIT = 0x10;
    private static final int EXPLICIT = 0x20;
    private static final int PROTECT = 0x01;
    private static final int THIRD_PARTY_COPY = 0x08;
    private static final Outcome EVPD_AND_CMDDT = Outcome.check(Sense.invalidFieldInCdb(1, 1));
    private static final Outcome WRONG_PAGE = Outcome.check(Sense.invalidFieldInCdb(2, 7));

    private final DeviceFacts facts;

    Inquiry(DeviceFacts facts) {
        this.facts = facts;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        boolean vital = command.cdb().bit(1, 0);
        int page = command.cdb().u8(2);
        if (command.cdb().bit(1, 1)) {
            return EVPD_AND_CMDDT;
        }
        if (vital) {
            return page(command, page);
        }
        return page == 0 ? ParameterData.send(command, standard((Command) command)) : WRONG_PAGE;
    }

    private byte[] standard(Command command) {
        DeviceCharacteristics device = facts.characteristics();
        String specific = facts.names().inquiry();
        boolean fits = specific.length() <= VENDOR_SPECIFIC_LENGTH;
        int length = STANDARD_LENGTH + (fits ? 0 : specific.length());
        ByteBuffer data = ByteBuffer.allocate(length);
        data.put(0, peripheral(command));
        data.put(1, (byte) (device.removable() ? 0x80 : 0));
        data.put(2, (byte) VERSION_SPC_4);
        // NormACA, HISUP, response data format 2.
        data.put(3, (byte) 0x32);
        data.put(4, (byte) (length - 5));
        int protect = device.protectable() ? PROTECT : 0;
        int copies = facts.copies() ? THIRD_PARTY_COPY : 0;
        data.put(5, (byte) (targetPortGroupSupport(command) | protect | copies));
        // MULTIP: a logical unit may be mapped by several ports; CMDQUE.
        data.put(6, (byte) 0x10);
        data.put(7, (byte) 0x02);
        text(data, 8, 8, device.vendor());
        text(data, 16, 16, device.product());
        text(data, 32, 4, device.revision());
        if (!specific.isEmpty()) {
            text(
                    data,
                    fits ? VENDOR_SPECIFIC : STANDARD_LENGTH,
                    Math.max(VENDOR_SPECIFIC_LENGTH, specific.length()),
                    specific);
        }
        int at = 58;
        for (VersionDescriptor version : versions(command, device)) {
            data.putShort(at, (short) version.code());
            at += 2;
        }
        return data.array();
    }

    /** Peripheral qualifier 1 where it could be reached, but is not now. */
    private byte peripheral(Command command) {
        int qualifier = command.accessState().disconnected() ? DISCONNECTED : 0;
        return (byte) (qualifier | facts.characteristics().type().code());
    }

    /** TPGS. */
    private static byte targetPortGroupSupport(Command command) {
        TargetPortGroups groups = command.view().portGroups();
        if (groups == null) {
            return 0;
        }
        return (byte) (groups.setting() == null ? IMPLICIT : IMPLICIT | EXPLICIT);
    }

    private static List<VersionDescriptor> versions(Command command, DeviceCharacteristics device) {
        List<VersionDescriptor> versions = new ArrayList<>();
        versions.add(VersionDescriptor.SAM_5);
        versions.add(VersionDescriptor.SPC_4);
        PortDescription port = command.nexus().port().description();
        if (port != null) {
            versions.addAll(port.versionDescriptors());
        }
        versions.addAll(device.standards());
        return versions.subList(0, Math.min(versions.size(), 8));
    }

    static void text(ByteBuffer data, int at, int length, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < length; i++) {
            data.put(at + i, i < ascii.length ? ascii[i] : (byte) ' ');
        }
    }

    private Outcome page(DeviceCommand command, int code) {
        for (VpdPage page : pages((Command) command)) {
            if (page.pageCode() == code) {
                return ParameterData.send(command, framed((Command) command, code, page.content()));
            }
        }
        return WRONG_PAGE;
    }

    private byte[] framed(Command command, int code, byte[] content) {
        ByteBuffer data = ByteBuffer.allocate(4 + content.length);
        data.put(peripheral(command));
        data.put((byte) code);
        data.putShort((short) content.length);
        data.put(content);
        return data.array();
    }

    private List<VpdPage> pages(Command command) {
        List<VpdPage> pages = new ArrayList<>(facts.vpdPages());
        pages.add(new UnitSerialNumberPage(facts));
        pages.add(new DeviceIdentificationPage(
                facts, command.nexus().port(), command.view().portGroups()));
        pages.add(new ExtendedInquiryDataPage(facts.characteristics().protectable()));
        pages.add(new ModePagePolicyPage());
        if (facts.copies()) {
            pages.add(new ThirdPartyCopyPage(
                    command.view().table(), command.view().blockLength()));
        }
        pages.sort(Comparator.comparingInt(VpdPage::pageCode));
        pages.addFirst(new SupportedVpdPages(pages));
        return pages;
    }
}
