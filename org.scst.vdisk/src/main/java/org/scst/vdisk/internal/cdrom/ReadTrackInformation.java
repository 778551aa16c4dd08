package org.scst.vdisk.internal.cdrom;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * READ TRACK INFORMATION: of the one track, asked for by a block of it, by its number or by its session's.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ReadTrackInformation implements CommandHandler {
    private static final int ADDRESS_TYPE_BYTE = 1;
    private static final int ADDRESS_TYPE = 0x03;
    private static final int ADDRESS = 2;
    private static final int BY_BLOCK = 0;
    private static final int BY_SESSION = 2;
    private static final int LENGTH = 36;
    private static final int DATA_TRACK = 0x04;
    private static final int MODE_1 = 0x01;
    private static final int TRACK_SIZE = 24;
    private static final Outcome TYPE_REFUSED = Outcome.check(Sense.invalidFieldInCdb(ADDRESS_TYPE_BYTE, 1));
    private static final Outcome NO_SUCH_TRACK = Outcome.check(Sense.invalidFieldInCdb(ADDRESS, 7));
    private final DriveState drive;

    ReadTrackInformation(DriveState drive) {
        this.drive = drive;
    }

    private static int addressType(DeviceCommand command) {
        return command.cdb().u8(ADDRESS_TYPE_BYTE) & ADDRESS_TYPE;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return addressType(command) > BY_SESSION ? TYPE_REFUSED : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        long address = command.cdb().u32(ADDRESS);
        long blocks = drive.blocks();
        if (addressType(command) == BY_BLOCK) {
            if (address >= blocks) {
                return Outcome.LBA_OUT_OF_RANGE;
            }
        } else if (address != 1) {
            return NO_SUCH_TRACK;
        }
        ByteBuffer answer = ByteBuffer.allocate(LENGTH);
        answer.putShort((short) (LENGTH - Short.BYTES))
                .put((byte) 1)
                .put((byte) 1)
                .put((byte) 0);
        answer.put((byte) DATA_TRACK).put((byte) MODE_1);
        answer.putInt(TRACK_SIZE, (int) blocks);
        return Answer.send(command, answer.position(LENGTH));
    }
}
