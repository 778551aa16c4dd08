package org.scst.vdisk.internal.cdrom;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * READ TOC/PMA/ATIP of a disc with one data track in one session: the table of contents (0), sessions (1), and the raw table (2).
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ReadToc implements CommandHandler {
    private static final int OPTIONS = 1;
    private static final int MSF_BIT = 1;
    private static final int FORMAT = 2;
    private static final int STARTING_TRACK = 6;
    private static final int CONTENTS = 0;
    private static final int SESSIONS = 1;
    private static final int RAW = 2;
    private static final int LEAD_OUT = 0xAA;
    /** Q sub-channel with a position, and a data track that may not be copied digitally. */
    private static final int ADR_CONTROL = 0x14;

    private static final int MOST_BYTES = 64;
    private static final int PREGAP = 150;
    private static final int BLOCKS_PER_SECOND = 75;
    private static final int SECONDS = 60;
    /** MSF has no more minutes: a DVD is longer, and its table made up, as on real drives. */
    private static final int MOST_MINUTES = 255;

    private static final Outcome FORMAT_REFUSED = Outcome.check(Sense.invalidFieldInCdb(FORMAT, 3));
    private static final Outcome TRACK_REFUSED = Outcome.check(Sense.invalidFieldInCdb(STARTING_TRACK, 7));
    private final DriveState drive;

    ReadToc(DriveState drive) {
        this.drive = drive;
    }

    private static int format(Cdb cdb) {
        return cdb.u8(FORMAT) & 0x0F;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        int track = command.cdb().u8(STARTING_TRACK);
        return switch (format(command.cdb())) {
            case CONTENTS -> track > 1 && track != LEAD_OUT ? TRACK_REFUSED : null;
            case SESSIONS -> null;
            case RAW -> track > 1 ? TRACK_REFUSED : null;
            default -> FORMAT_REFUSED;
        };
    }

    @Override
    public Outcome process(DeviceCommand command) {
        boolean msf = command.cdb().bit(OPTIONS, MSF_BIT);
        ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES).putShort((short) 0);
        answer.put((byte) 1).put((byte) 1);
        switch (format(command.cdb())) {
            case CONTENTS -> contents(answer, msf, command.cdb().u8(STARTING_TRACK));
            case SESSIONS -> track(answer, 1, 0, msf);
            default -> raw(answer);
        }
        answer.putShort(0, (short) (answer.position() - Short.BYTES));
        return Answer.send(command, answer);
    }

    private void contents(ByteBuffer answer, boolean msf, int from) {
        if (from <= 1) {
            track(answer, 1, 0, msf);
        }
        track(answer, LEAD_OUT, drive.blocks(), msf);
    }

    private static void track(ByteBuffer answer, int number, long lba, boolean msf) {
        answer.put((byte) 0).put((byte) ADR_CONTROL).put((byte) number).put((byte) 0);
        if (msf) {
            answer.put((byte) 0);
            time(answer, lba);
        } else {
            answer.putInt((int) lba);
        }
    }

    /** Minutes, seconds, frames. */
    private static void time(ByteBuffer answer, long lba) {
        long frames = lba + PREGAP;
        long seconds = frames / BLOCKS_PER_SECOND;
        answer.put((byte) Math.min(MOST_MINUTES, seconds / SECONDS));
        answer.put((byte) (seconds % SECONDS)).put((byte) (frames % BLOCKS_PER_SECOND));
    }

    private void raw(ByteBuffer answer) {
        // A0 and A1 tell the first and the last track, and of A0 the second byte that it is a CD-ROM.
        point(answer, 0xA0).put((byte) 1).putShort((short) 0);
        point(answer, 0xA1).put((byte) 1).putShort((short) 0);
        time(point(answer, 0xA2), drive.blocks());
        time(point(answer, 1), 0);
    }

    private static ByteBuffer point(ByteBuffer answer, int point) {
        return answer.put((byte) 1)
                .put((byte) ADR_CONTROL)
                .put((byte) 0)
                .put((byte) point)
                .putInt(0);
    }
}
