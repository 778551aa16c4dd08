package org.scst.core.internal.primary;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.ModePage;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MODE SELECT(6) and (10): all pages of a list are checked before the first is changed. With SP they
 * are saved first.
 *
 * <p><i>Threading:</i> stateless but for the facts it changes.
 */
final class ModeSelect implements CommandHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ModeSelect.class);
    private static final int SIX = 0x15;
    private static final Outcome PAGE_FORMAT = Outcome.check(Sense.invalidFieldInCdb(1, 4));
    private static final Outcome LENGTH =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    private static final Sense CHANGED = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.MODE_PARAMETERS_CHANGED);

    private final DeviceFacts facts;

    private record Change(ModePage page, byte[] values) {}

    ModeSelect(DeviceFacts facts) {
        this.facts = facts;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (!command.cdb().bit(1, 4)) {
            return PAGE_FORMAT;
        }
        if (command.data() == null) {
            return Outcome.GOOD;
        }
        return savesPages(command) ? command.handOver() : select(command);
    }

    /** What is to be saved is on the medium when it is answered. */
    @Override
    public Outcome processBlocking(DeviceCommand command) {
        return select(command);
    }

    private static boolean savesPages(DeviceCommand command) {
        return command.cdb().bit(1, 0);
    }

    private Outcome select(DeviceCommand command) {
        byte[] list = new byte[command.length()];
        ByteBuf data = command.data();
        data.getBytes(data.readerIndex(), list);
        return select((Command) command, list);
    }

    private Outcome select(Command command, byte[] list) {
        boolean six = command.cdb().operationCode() == SIX;
        int header = six ? 4 : 8;
        if (list.length < header) {
            return LENGTH;
        }
        boolean longLba = !six && (list[4] & 1) != 0;
        int descriptors = six ? list[3] & 0xFF : u16(list, 6);
        if (list.length < header + descriptors) {
            return LENGTH;
        }
        Outcome refused = blockDescriptor(command.view(), list, header, descriptors, longLba);
        List<Change> changes = new ArrayList<>();
        if (refused == null) {
            refused = pages(list, header + descriptors, changes);
        }
        return refused == null ? apply(command, changes) : refused;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private static Outcome field(int at) {
        return Outcome.check(Sense.invalidFieldInParameterList(at, 7));
    }

    /** The block length cannot be changed; the number of blocks may be repeated or left open. */
    private static Outcome blockDescriptor(LogicalUnitView view, byte[] list, int at, int length, boolean longLba) {
        if (length == 0) {
            return null;
        }
        if (length != (longLba ? 16 : 8)) {
            return field(at - 1);
        }
        byte[] current = ModeSense.blockDescriptor(view, longLba);
        int blockLengthAt = longLba ? 12 : 5;
        for (int i = blockLengthAt; i < length; i++) {
            if (list[at + i] != current[i]) {
                return field(at + blockLengthAt);
            }
        }
        return null;
    }

    private Outcome pages(byte[] list, int first, List<Change> changes) {
        int at = first;
        while (at < list.length) {
            boolean subpage = (list[at] & 0x40) != 0;
            int header = subpage ? 4 : 2;
            if (list.length - at < header) {
                return LENGTH;
            }
            int length = subpage ? u16(list, at + 2) : list[at + 1] & 0xFF;
            if (list.length - at - header < length) {
                return LENGTH;
            }
            Outcome refused = page(list, at, subpage ? list[at + 1] & 0xFF : 0, header, length, changes);
            if (refused != null) {
                return refused;
            }
            at += header + length;
        }
        return null;
    }

    private Outcome page(byte[] list, int at, int subpageCode, int header, int length, List<Change> changes) {
        ModePage page = find(list[at] & 0x3F, subpageCode);
        if (page == null) {
            return field(at);
        }
        byte[] current = facts.modePages().current(page);
        if (length != current.length) {
            return field(at + header - 1);
        }
        byte[] values = new byte[length];
        System.arraycopy(list, at + header, values, 0, length);
        byte[] changeable = page.changeable();
        for (int i = 0; i < length; i++) {
            if (((values[i] ^ current[i]) & ~changeable[i]) != 0) {
                return field(at + header + i);
            }
        }
        int wrong = page.check(values);
        if (wrong >= 0) {
            return field(at + header + wrong);
        }
        changes.add(new Change(page, values));
        return null;
    }

    private ModePage find(int pageCode, int subpageCode) {
        return facts.modePages().pages().stream()
                .filter(page -> page.pageCode() == pageCode && page.subpageCode() == subpageCode)
                .findFirst()
                .orElse(null);
    }

    private Outcome apply(Command command, List<Change> changes) {
        if (savesPages(command) && !saved(changes)) {
            return Outcome.INTERNAL_TARGET_FAILURE;
        }
        boolean any = false;
        for (Change change : changes) {
            any |= facts.modePages().select(change.page(), change.values());
        }
        return any ? told(command) : Outcome.GOOD;
    }

    /** GOOD comes when the next command of every other nexus will be told: an initiator may hold several, and ask at once. */
    private Outcome told(Command command) {
        long token = command.token();
        facts.logicalUnit().establish(command.nexus(), CHANGED, () -> command.answer(token, Outcome.GOOD));
        return null;
    }

    private boolean saved(List<Change> changes) {
        Map<ModePage, byte[]> values = new LinkedHashMap<>();
        changes.forEach(change -> values.put(change.page(), change.values()));
        try {
            facts.modePages().save(values);
            return true;
        } catch (IOException e) {
            LOG.error(
                    "Device {}: mode pages could not be saved",
                    facts.logicalUnit().name(),
                    e);
            return false;
        }
    }
}
