package org.scst.vdisk.internal.cdrom;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * READ DISC STRUCTURE of a DVD-ROM: its physical format, that nothing of it is protected, nothing that its manufacturer has said, and
 * the list of these. The disc has one layer, however much that would have to hold, and no burst cutting area.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ReadDiscStructure implements CommandHandler {
    private static final int MEDIA_TYPE_BYTE = 1;
    private static final int MEDIA_TYPE = 0x0F;
    private static final int LAYER = 6;
    private static final int FORMAT = 7;
    private static final int PHYSICAL = 0x00;
    private static final int COPYRIGHT = 0x01;
    private static final int MANUFACTURING = 0x04;
    private static final int LIST = 0xFF;
    private static final int HEADER = 4;
    private static final int DESCRIPTOR = 2048;
    private static final int COPYRIGHT_LENGTH = 4;
    /** RDS: it can be read by this command. */
    private static final int READABLE = 0x40;

    private static final int DVD_ROM_VERSION = 0x01;
    private static final int RATE_NOT_SPECIFIED = 0x0F;
    private static final int ONE_LAYER_EMBOSSED = 0x01;
    /** Where the data area of a DVD-ROM begins. */
    private static final int FIRST_SECTOR = 0x03_0000;

    private static final int LAST_SECTOR = 0xFF_FFFF;

    private static final Outcome NOT_A_DVD =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.CANNOT_READ_MEDIUM_INCOMPATIBLE_FORMAT);
    private static final Outcome MEDIA_TYPE_REFUSED = Outcome.check(Sense.invalidFieldInCdb(MEDIA_TYPE_BYTE, 3));
    private static final Outcome LAYER_REFUSED = Outcome.check(Sense.invalidFieldInCdb(LAYER, 7));
    private static final Outcome FORMAT_REFUSED = Outcome.check(Sense.invalidFieldInCdb(FORMAT, 7));
    private final DriveState drive;

    ReadDiscStructure(DriveState drive) {
        this.drive = drive;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        if ((command.cdb().u8(MEDIA_TYPE_BYTE) & MEDIA_TYPE) != 0) {
            return MEDIA_TYPE_REFUSED;
        }
        if (DiscType.of(drive.blocks()) == DiscType.CD_ROM) {
            return NOT_A_DVD;
        }
        return switch (command.cdb().u8(FORMAT)) {
            case PHYSICAL, COPYRIGHT -> command.cdb().u8(LAYER) == 0 ? null : LAYER_REFUSED;
            case MANUFACTURING, LIST -> null;
            default -> FORMAT_REFUSED;
        };
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuffer answer = ByteBuffer.allocate(HEADER + DESCRIPTOR).position(HEADER);
        switch (command.cdb().u8(FORMAT)) {
            case PHYSICAL -> physical(answer);
            case COPYRIGHT -> answer.position(HEADER + COPYRIGHT_LENGTH);
            case MANUFACTURING -> answer.position(HEADER + DESCRIPTOR);
            default -> list(answer);
        }
        answer.putShort(0, (short) (answer.position() - Short.BYTES));
        return Answer.send(command, answer);
    }

    private void physical(ByteBuffer answer) {
        long last = Math.min(LAST_SECTOR, FIRST_SECTOR + Math.max(0, drive.blocks() - 1));
        answer.put((byte) DVD_ROM_VERSION).put((byte) RATE_NOT_SPECIFIED);
        answer.put((byte) ONE_LAYER_EMBOSSED).put((byte) 0);
        answer.putInt(FIRST_SECTOR).putInt((int) last);
        answer.position(HEADER + DESCRIPTOR);
    }

    private static void list(ByteBuffer answer) {
        entry(answer, PHYSICAL, DESCRIPTOR);
        entry(answer, COPYRIGHT, COPYRIGHT_LENGTH);
        entry(answer, MANUFACTURING, DESCRIPTOR);
    }

    private static void entry(ByteBuffer answer, int format, int length) {
        answer.put((byte) format).put((byte) READABLE).putShort((short) (HEADER + length));
    }
}
