package org.scst.vdisk.internal.cdrom;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * GET EVENT STATUS NOTIFICATION, polled: events of the media class.
 *
 * <pre>
 *   0  EVENT DESCRIPTOR LENGTH (2)   2  NEA, NOTIFICATION CLASS   3  SUPPORTED EVENT CLASSES
 *   4  EVENT CODE   5  media present, tray open   6  start slot   7  end slot
 * </pre>
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class GetEventStatusNotification implements CommandHandler {
    private static final int POLLED_BYTE = 1;
    private static final int CLASSES_BYTE = 4;
    private static final int MEDIA_CLASS = 4;
    private static final int MEDIA_CLASS_BIT = 1 << MEDIA_CLASS;
    private static final int NO_EVENT_AVAILABLE = 0x80;
    private static final int MEDIA_PRESENT = 0x02;
    private static final int TRAY_OPEN = 0x01;
    private static final int LENGTH = 8;
    /** Of what follows the length field. */
    private static final int HEADER_REST = 2;

    private static final Outcome ASYNCHRONOUS_REFUSED = Outcome.check(Sense.invalidFieldInCdb(POLLED_BYTE, 0));
    private final DriveState drive;
    private final MediaEvents events;

    GetEventStatusNotification(DriveState drive, MediaEvents events) {
        this.drive = drive;
        this.events = events;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return command.cdb().bit(POLLED_BYTE, 0) ? null : ASYNCHRONOUS_REFUSED;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuffer answer = ByteBuffer.allocate(LENGTH);
        if ((command.cdb().u8(CLASSES_BYTE) & MEDIA_CLASS_BIT) == 0) {
            answer.putShort((short) HEADER_REST).put((byte) NO_EVENT_AVAILABLE).put((byte) MEDIA_CLASS_BIT);
            return Answer.send(command, answer);
        }
        boolean heard = command.length() > HEADER_REST + Short.BYTES;
        MediaEvent event = heard ? events.next(command.nexusIdentity()) : MediaEvent.NO_CHANGE;
        int status = (drive.discPresent() ? MEDIA_PRESENT : 0) | (drive.trayOpen() ? TRAY_OPEN : 0);
        answer.putShort((short) (LENGTH - Short.BYTES)).put((byte) MEDIA_CLASS).put((byte) MEDIA_CLASS_BIT);
        answer.put((byte) event.code()).put((byte) status).putShort((short) 0);
        return Answer.send(command, answer);
    }
}
