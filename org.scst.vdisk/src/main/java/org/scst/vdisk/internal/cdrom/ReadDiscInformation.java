package org.scst.vdisk.internal.cdrom;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * READ DISC INFORMATION: a finalized disc with one complete session.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReadDiscInformation implements CommandHandler {
    private static final int DATA_TYPE_BYTE = 1;
    private static final int DATA_TYPE = 0x07;
    private static final int LENGTH = 34;
    private static final int COMPLETE_SESSION = 3 << 2;
    private static final int FINALIZED = 2;
    private static final int UNRESTRICTED_USE = 0x20;
    private static final Outcome DATA_TYPE_REFUSED = Outcome.check(Sense.invalidFieldInCdb(DATA_TYPE_BYTE, 2));

    @Override
    public Outcome parse(DeviceCommand command) {
        return (command.cdb().u8(DATA_TYPE_BYTE) & DATA_TYPE) == 0 ? null : DATA_TYPE_REFUSED;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuffer answer = ByteBuffer.allocate(LENGTH);
        answer.putShort((short) (LENGTH - Short.BYTES)).put((byte) (COMPLETE_SESSION | FINALIZED));
        // First track, sessions, first and last track of the last session.
        answer.put((byte) 1).put((byte) 1).put((byte) 1).put((byte) 1);
        answer.put((byte) UNRESTRICTED_USE);
        // There is no lead-in to write any more, and no lead-out.
        answer.putInt(16, -1).putInt(20, -1);
        return Answer.send(command, answer.position(LENGTH));
    }
}
