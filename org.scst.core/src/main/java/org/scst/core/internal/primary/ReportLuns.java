package org.scst.core.internal.primary;

import java.nio.ByteBuffer;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * REPORT LUNS: the inventory as the initiator's group maps it, ascending; needs no logical unit of its own.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReportLuns implements CommandHandler {
    private static final int SELECT_ADDRESSED = 0x00;
    private static final int SELECT_WELL_KNOWN = 0x01;
    private static final int SELECT_ALL = 0x02;
    private static final Outcome WRONG_SELECT = Outcome.check(Sense.invalidFieldInCdb(2, 7));
    private static final Outcome TOO_SHORT = Outcome.check(Sense.invalidFieldInCdb(6, 7));

    @Override
    public Outcome parse(DeviceCommand command) {
        int select = command.cdb().u8(2);
        if (select != SELECT_ADDRESSED && select != SELECT_WELL_KNOWN && select != SELECT_ALL) {
            return WRONG_SELECT;
        }
        return command.cdb().u32(6) < 16 ? TOO_SHORT : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        Command own = (Command) command;
        LunMap map = own.nexus().group().map();
        List<LunMap.Entry> entries = command.cdb().u8(2) == SELECT_WELL_KNOWN ? List.of() : map.entries();
        ByteBuffer data = ByteBuffer.allocate(8 + entries.size() * 8);
        data.putInt(entries.size() * 8).putInt(0);
        entries.forEach(entry -> data.putLong(map.addressMethod().encode(entry.lun())));
        own.inventoryReported();
        return ParameterData.send(command, data.array());
    }
}
