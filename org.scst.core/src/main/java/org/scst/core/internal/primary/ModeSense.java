package org.scst.core.internal.primary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.ModePage;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.Sense;

/**
 * MODE SENSE(6) and (10).
 *
 * <p><i>Threading:</i> stateless but for the facts it reads.
 */
final class ModeSense implements CommandHandler {
    private static final int ALL_PAGES = 0x3F;
    private static final int ALL_SUBPAGES = 0xFF;
    private static final int SIX = 0x1A;
    private static final int PARAMETERS_SAVEABLE = 0x80;
    private static final int SUBPAGE_FORMAT = 0x40;
    private static final Outcome WRONG_PAGE = Outcome.check(Sense.invalidFieldInCdb(2, 5));
    private static final Outcome WRONG_SUBPAGE = Outcome.check(Sense.invalidFieldInCdb(3, 7));

    private final DeviceFacts facts;

    ModeSense(DeviceFacts facts) {
        this.facts = facts;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        int control = command.cdb().u8(2) >> 6;
        int page = command.cdb().u8(2) & 0x3F;
        int subpage = command.cdb().u8(3);
        if (subpage != 0 && subpage != ALL_SUBPAGES && page == ALL_PAGES) {
            return WRONG_SUBPAGE;
        }
        byte[] pages = pages(control, page, subpage);
        if (pages == null) {
            return known(page) ? WRONG_SUBPAGE : WRONG_PAGE;
        }
        return ParameterData.send(command, withHeader((Command) command, pages));
    }

    private boolean known(int page) {
        return facts.modePages().pages().stream().anyMatch(candidate -> candidate.pageCode() == page);
    }

    private byte[] pages(int control, int page, int subpage) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean any = page == ALL_PAGES;
        ModePages all = facts.modePages();
        for (ModePage candidate : all.pages()) {
            boolean wanted = page == ALL_PAGES || candidate.pageCode() == page;
            if (wanted && (subpage == ALL_SUBPAGES || candidate.subpageCode() == subpage)) {
                any = true;
                append(out, candidate, values(all, candidate, control));
            }
        }
        return any ? out.toByteArray() : null;
    }

    private static byte[] values(ModePages all, ModePage page, int control) {
        return switch (control) {
            case 1 -> page.changeable();
            case 2 -> page.defaults();
            case 3 -> all.saved(page);
            default -> all.current(page);
        };
    }

    private static void append(ByteArrayOutputStream out, ModePage page, byte[] values) {
        int saveable = ModePages.saveable(page) ? PARAMETERS_SAVEABLE : 0;
        if (page.subpageCode() == 0) {
            out.write(saveable | page.pageCode());
            out.write(values.length);
        } else {
            out.write(saveable | SUBPAGE_FORMAT | page.pageCode());
            out.write(page.subpageCode());
            out.write(values.length >> 8);
            out.write(values.length);
        }
        out.writeBytes(values);
    }

    private byte[] withHeader(Command command, byte[] pages) {
        boolean six = command.cdb().operationCode() == SIX;
        boolean longLba = !six && command.cdb().bit(1, 4);
        byte[] descriptor =
                command.cdb().bit(1, 3) || multimedia() ? new byte[0] : blockDescriptor(command.view(), longLba);
        int specific = deviceSpecific(command);
        ByteBuffer data = ByteBuffer.allocate((six ? 4 : 8) + descriptor.length + pages.length);
        if (six) {
            data.put((byte) Math.min(data.capacity() - 1, 255)).put((byte) 0);
            data.put((byte) specific).put((byte) descriptor.length);
        } else {
            data.putShort((short) (data.capacity() - 2)).put((byte) 0).put((byte) specific);
            data.put((byte) (longLba && descriptor.length > 0 ? 1 : 0)).put((byte) 0);
            data.putShort((short) descriptor.length);
        }
        return data.put(descriptor).put(pages).array();
    }

    /** Multi-media devices have no block descriptor, and no device-specific parameter (MMC-6). */
    private boolean multimedia() {
        return facts.characteristics().type() == PeripheralDeviceType.CD_DVD;
    }

    /** WP, and DPOFUA: both bits are honoured. */
    private int deviceSpecific(Command command) {
        if (multimedia()) {
            return 0;
        }
        boolean block = facts.characteristics().type() == PeripheralDeviceType.DIRECT_ACCESS_BLOCK;
        return (command.writeProtected() ? 0x80 : 0) | (block ? 0x10 : 0);
    }

    static byte[] blockDescriptor(LogicalUnitView view, boolean longLba) {
        if (longLba) {
            return ByteBuffer.allocate(16)
                    .putLong(view.capacity())
                    .putInt(0)
                    .putInt(view.blockLength())
                    .array();
        }
        return ByteBuffer.allocate(8)
                .putInt((int) Math.min(view.capacity(), 0xFFFFFFFFL))
                .putInt(view.blockLength())
                .array();
    }
}
