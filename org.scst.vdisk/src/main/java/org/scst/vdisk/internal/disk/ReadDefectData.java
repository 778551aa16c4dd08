package org.scst.vdisk.internal.disk;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * READ DEFECT DATA (10), (12): both defect lists are empty, in whatever address format, for what stands behind a store reassigns
 * bad places by itself.
 *
 * <pre>
 *  (10)  1  PLISTV(4) GLISTV(3) FORMAT(2-0)    2  DEFECT LIST LENGTH (2)
 *  (12)  1  the same                           2  GENERATION CODE (2), 0: not supported    4  DEFECT LIST LENGTH (4)
 * </pre>
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReadDefectData implements CommandHandler {
    private static final int READ_DEFECT_DATA_10 = 0x37;
    private static final int FORMAT_MASK = 0x07;
    private static final int FORMAT_BIT = 2;
    private static final int LISTS_AND_FORMAT = 0x1F;
    private static final int VENDOR_SPECIFIC = 6;

    @Override
    public Outcome process(DeviceCommand command) {
        boolean ten = command.cdb().operationCode() == READ_DEFECT_DATA_10;
        int at = ten ? 2 : 1;
        int options = command.cdb().u8(at);
        if ((options & FORMAT_MASK) >= VENDOR_SPECIFIC) {
            return Outcome.check(Sense.invalidFieldInCdb(at, FORMAT_BIT));
        }
        ByteBuffer header = ByteBuffer.allocate(ten ? 4 : 8);
        header.put(1, (byte) (options & LISTS_AND_FORMAT));
        return ParameterData.send(command, header.array());
    }
}
