package org.scst.passthru.internal.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.scst.core.device.VpdPage;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.DesignationDescriptor.Association;
import org.scst.core.scsi.VersionDescriptor;

/**
 * What a device says of itself in its INQUIRY data, for core to say in its name: standard data, vital product data, what designates its
 * logical unit. What it says of its target ports and device is left out, for initiators see other ports.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param typeCode PERIPHERAL DEVICE TYPE
 * @param removable RMB
 * @param vendor T10 vendor identification
 * @param product product identification
 * @param revision product revision level
 * @param standards of its version descriptors those that have a name here
 * @param serial unit serial number; empty when it has none
 * @param designators of its logical unit
 * @param pages vital product data that is not core's to make
 */
record Identity(
        int typeCode,
        boolean removable,
        String vendor,
        String product,
        String revision,
        List<VersionDescriptor> standards,
        String serial,
        List<DesignationDescriptor> designators,
        List<VpdPage> pages) {

    private static final int STANDARD_LENGTH = 96;
    private static final int PAGE_LENGTH = 0xFFFF;
    private static final int SHORT_PAGE_LENGTH = 252;
    private static final int HEADER = 4;
    private static final int SUPPORTED_PAGES = 0x00;
    private static final int UNIT_SERIAL_NUMBER = 0x80;
    private static final int DEVICE_IDENTIFICATION = 0x83;
    /** Core makes these, or they tell of the device's own ports: extended INQUIRY, mode page policy, SCSI ports, third-party copy. */
    private static final List<Integer> NOT_PASSED = List.of(
            SUPPORTED_PAGES, UNIT_SERIAL_NUMBER, DEVICE_IDENTIFICATION, 0x86, 0x87, 0x88, 0x8F, 0x90, 0x91, 0x92);

    /** A page as the device gave it. */
    private record Page(int pageCode, byte[] content) implements VpdPage {
        @Override
        public byte[] content() {
            return content.clone();
        }
    }

    /** Asks the device. */
    static Identity read(DeviceQueries device) throws IOException {
        byte[] standard = device.in(STANDARD_LENGTH, 0x12, 0, 0, 0, STANDARD_LENGTH, 0);
        if (standard == null || standard.length < 36) {
            throw new IOException("the device does not answer INQUIRY");
        }
        if ((standard[0] & 0xE0) != 0) {
            throw new IOException(
                    "the device has no logical unit there (peripheral qualifier " + (standard[0] >> 5 & 7) + ")");
        }
        byte[] supported = page(device, SUPPORTED_PAGES);
        List<VpdPage> pages = new ArrayList<>();
        byte[] serial = {};
        byte[] identification = {};
        for (byte code : supported) {
            int page = code & 0xFF;
            if (page == UNIT_SERIAL_NUMBER) {
                serial = page(device, page);
            } else if (page == DEVICE_IDENTIFICATION) {
                identification = page(device, page);
            } else if (!NOT_PASSED.contains(page)) {
                pages.add(new Page(page, page(device, page)));
            }
        }
        return new Identity(
                standard[0] & 0x1F,
                (standard[1] & 0x80) != 0,
                text(standard, 8, 8),
                text(standard, 16, 16),
                text(standard, 32, 4),
                standards(standard),
                text(serial, 0, serial.length),
                designators(identification),
                pages);
    }

    /** The page from byte 4 on; empty when the device has none. */
    private static byte[] page(DeviceQueries device, int code) {
        byte[] page = device.in(SHORT_PAGE_LENGTH, 0x12, 1, code, 0, SHORT_PAGE_LENGTH, 0);
        if (page == null || page.length < HEADER) {
            return new byte[0];
        }
        int length = (page[2] & 0xFF) << 8 | page[3] & 0xFF;
        if (HEADER + length > page.length && page.length == SHORT_PAGE_LENGTH) {
            byte[] all = device.in(PAGE_LENGTH, 0x12, 1, code, PAGE_LENGTH >> 8, PAGE_LENGTH & 0xFF, 0);
            page = all == null || all.length < page.length ? page : all;
        }
        return Arrays.copyOfRange(page, HEADER, Math.min(HEADER + length, page.length));
    }

    /** Printable, as designators and INQUIRY data have to be, and without the blanks around it. */
    private static String text(byte[] data, int at, int length) {
        return new String(data, at, length, StandardCharsets.ISO_8859_1)
                .replaceAll("[^ -~]", " ")
                .strip();
    }

    private static List<VersionDescriptor> standards(byte[] standard) {
        List<VersionDescriptor> known = new ArrayList<>();
        for (int at = 58; at + 2 <= Math.min(standard.length, 74); at += 2) {
            int code = (standard[at] & 0xFF) << 8 | standard[at + 1] & 0xFF;
            Arrays.stream(VersionDescriptor.values())
                    .filter(version -> version.code() == code)
                    .filter(version ->
                            version.name().startsWith("SBC") || version.name().startsWith("MMC"))
                    .forEach(known::add);
        }
        return known;
    }

    private static List<DesignationDescriptor> designators(byte[] page) {
        List<DesignationDescriptor> all = new ArrayList<>();
        int at = 0;
        while (at + HEADER <= page.length) {
            int length = page[at + 3] & 0xFF;
            if (at + HEADER + length > page.length) {
                break;
            }
            designator(page, at, length).ifPresent(all::add);
            at += HEADER + length;
        }
        return List.copyOf(all);
    }

    private static Optional<DesignationDescriptor> designator(byte[] page, int at, int length) {
        int codeSet = page[at] & 0xF;
        int association = page[at + 1] >> 4 & 3;
        int type = page[at + 1] & 0xF;
        boolean known = codeSet >= 1 && codeSet <= 3 && type < DesignationDescriptor.Type.values().length;
        if (!known || association != Association.LOGICAL_UNIT.code() || length == 0) {
            return Optional.empty();
        }
        return Optional.of(new DesignationDescriptor(
                DesignationDescriptor.CodeSet.values()[codeSet - 1],
                Association.LOGICAL_UNIT,
                DesignationDescriptor.Type.values()[type],
                null,
                Arrays.copyOfRange(page, at + HEADER, at + HEADER + length)));
    }

    /** Whether the same logical unit says this: what a new firmware may change does not count. */
    boolean sameLogicalUnit(Identity other) {
        return typeCode == other.typeCode
                && vendor.equals(other.vendor)
                && product.equals(other.product)
                && serial.equals(other.serial)
                && designators.equals(other.designators);
    }

    /** Names the logical unit among all, as far as it has a name of its own; else its place does. */
    String key(String address) {
        return designators.stream()
                .filter(designator -> designator.type() == DesignationDescriptor.Type.NAA
                        || designator.type() == DesignationDescriptor.Type.EUI_64)
                .findFirst()
                .map(DesignationDescriptor::toString)
                .orElseGet(() -> serial.isEmpty() ? "at " + address : vendor + " " + product + " serial " + serial);
    }

    /** For people. */
    @Override
    public String toString() {
        return (vendor + " " + product + " " + revision).strip() + (serial.isEmpty() ? "" : ", serial " + serial);
    }
}
