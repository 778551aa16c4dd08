package org.scst.vdisk.internal.cdrom;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * GET CONFIGURATION: what the drive can do, and what of that with the disc in it.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class GetConfiguration implements CommandHandler {
    private static final int REQUESTED_TYPE_BYTE = 1;
    private static final int REQUESTED_TYPE = 0x03;
    private static final int STARTING_FEATURE = 2;
    private static final int ALL = 0;
    private static final int CURRENT = 1;
    private static final int ONE = 2;
    private static final int MOST_BYTES = 256;
    private static final Outcome TYPE_REFUSED = Outcome.check(Sense.invalidFieldInCdb(REQUESTED_TYPE_BYTE, 1));
    private final DriveState drive;

    GetConfiguration(DriveState drive) {
        this.drive = drive;
    }

    private static int requestedType(DeviceCommand command) {
        return command.cdb().u8(REQUESTED_TYPE_BYTE) & REQUESTED_TYPE;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return requestedType(command) > ONE ? TYPE_REFUSED : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        DiscType disc = DiscType.of(drive.blocks());
        ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES);
        answer.putInt(0).putShort((short) 0).putShort((short) disc.profile());
        int from = command.cdb().u16(STARTING_FEATURE);
        for (Feature feature : Feature.of(disc)) {
            if (wanted(requestedType(command), from, feature)) {
                feature.put(answer);
            }
        }
        answer.putInt(0, answer.position() - Integer.BYTES);
        return Answer.send(command, answer);
    }

    private static boolean wanted(int type, int from, Feature feature) {
        return switch (type) {
            case ALL -> feature.code() >= from;
            case CURRENT -> feature.code() >= from && feature.current();
            default -> feature.code() == from;
        };
    }
}
