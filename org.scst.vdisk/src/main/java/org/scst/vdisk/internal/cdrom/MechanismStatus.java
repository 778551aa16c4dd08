package org.scst.vdisk.internal.cdrom;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * MECHANISM STATUS of a drive without changer, which is idle: whether its tray is open.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class MechanismStatus implements CommandHandler {
    private static final int LENGTH = 8;
    private static final int DOOR_OPEN = 0x10;
    private final DriveState drive;

    MechanismStatus(DriveState drive) {
        this.drive = drive;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuffer answer = ByteBuffer.allocate(LENGTH);
        answer.put(1, (byte) (drive.trayOpen() ? DOOR_OPEN : 0));
        return Answer.send(command, answer.position(LENGTH));
    }
}
