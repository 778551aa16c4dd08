package org.scst.vdisk.internal.cdrom;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.vdisk.internal.disk.ReadOnlyMedium;

/**
 * READ CD of a data track (Mode 1): user data; or what stands around them on a CD, which is made, since an image does not have it:
 * sync pattern, header, EDC and ECC. There is no C2 error information, and no sub-channels.
 *
 * <pre>
 *   1  EXPECTED SECTOR TYPE (4-2)   9  SYNC (7) HEADER CODES (6-5) USER DATA (4) EDC &amp; ECC (3) C2 (2-1)   10  SUB-CHANNEL (2-0)
 * </pre>
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ReadCd implements CommandHandler {
    private static final int TYPE_BYTE = 1;
    private static final int TYPE_SHIFT = 2;
    private static final int TYPE_MASK = 0x07;
    private static final int ANY_TYPE = 0;
    private static final int MODE_1 = 2;
    private static final int MAIN_CHANNEL = 9;
    private static final int C2_ERRORS = 0x06;
    private static final int C2_BIT = 2;
    private static final int HIGHEST_BIT = 7;
    private static final int SUB_CHANNEL = 10;
    private static final int SUB_CHANNEL_MASK = 0x07;
    private static final Outcome OTHER_TRACK =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.ILLEGAL_MODE_FOR_THIS_TRACK);
    private static final Outcome NOT_A_CD =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.CANNOT_READ_MEDIUM_INCOMPATIBLE_FORMAT);
    private static final Outcome C2_REFUSED = Outcome.check(Sense.invalidFieldInCdb(MAIN_CHANNEL, C2_BIT));
    private static final Outcome SELECTION_REFUSED = Outcome.check(Sense.invalidFieldInCdb(MAIN_CHANNEL, HIGHEST_BIT));
    private static final Outcome SUB_CHANNEL_REFUSED = Outcome.check(Sense.invalidFieldInCdb(SUB_CHANNEL, 2));
    private final DriveState drive;
    private final ReadOnlyMedium medium;
    private final CommandHandler reading;

    ReadCd(DriveState drive, ReadOnlyMedium medium) {
        this.drive = drive;
        this.medium = medium;
        this.reading = medium.reading();
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        if ((command.cdb().u8(MAIN_CHANNEL) & C2_ERRORS) != 0) {
            return C2_REFUSED;
        }
        MainChannel wanted = wanted(command);
        if (wanted == null) {
            return SELECTION_REFUSED;
        }
        if ((command.cdb().u8(SUB_CHANNEL) & SUB_CHANNEL_MASK) != 0) {
            return SUB_CHANNEL_REFUSED;
        }
        if (DiscType.of(drive.blocks()) == DiscType.DVD_ROM) {
            return NOT_A_CD;
        }
        int type = command.cdb().u8(TYPE_BYTE) >> TYPE_SHIFT & TYPE_MASK;
        if (type != ANY_TYPE && type != MODE_1) {
            return OTHER_TRACK;
        }
        if (!wanted.userDataOnly()) {
            command.transfer(DataDirection.FROM_DEVICE, command.blocks() * wanted.length());
        }
        return null;
    }

    private static MainChannel wanted(DeviceCommand command) {
        return MainChannel.of(command.cdb().u8(MAIN_CHANNEL));
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (command.data() == null) {
            return Outcome.GOOD;
        }
        return wanted(command).userDataOnly() ? reading.process(command) : command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        MainChannel wanted = wanted(command);
        if (wanted.userDataOnly()) {
            return reading.processBlocking(command);
        }
        return command.aborted() ? Outcome.TASK_ABORTED : sectors(command, wanted);
    }

    /** A window begins and ends anywhere in a sector, whose length is no power of two. */
    private Outcome sectors(DeviceCommand command, MainChannel wanted) {
        long lba = command.lba() + command.offset() / wanted.length();
        int offset = (int) (command.offset() % wanted.length());
        int blocks = (offset + command.length() + wanted.length() - 1) / wanted.length();
        ByteBuf userData = Unpooled.directBuffer(blocks * Feature.BLOCK_LENGTH);
        try {
            Outcome failed = medium.read(lba, blocks, userData);
            if (failed != null) {
                return failed;
            }
            wanted.append(lba, userData, offset, command.length(), command.data());
            return Outcome.GOOD;
        } finally {
            userData.release();
        }
    }
}
