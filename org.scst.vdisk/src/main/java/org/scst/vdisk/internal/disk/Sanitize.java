package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * SANITIZE: OVERWRITE, BLOCK ERASE, EXIT FAILURE MODE, and CRYPTOGRAPHIC ERASE of a medium that is encrypted.
 *
 * <pre>
 *   overwrite   0  INVERT(7) TEST(6-5) OVERWRITE COUNT(4-0)    2  INITIALIZATION PATTERN LENGTH (2)    4  pattern
 * </pre>
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Sanitize implements CommandHandler {
    private static final int OPTIONS = 1;
    private static final int IMMED_BIT = 7;
    private static final int RESERVED_BIT = 6;
    private static final int AUSE_BIT = 5;
    private static final int LENGTH_BYTE = 7;
    private static final int HEADER_LENGTH = 4;
    private static final int INVERT = 0x80;
    private static final int TEST = 0x60;
    private static final int COUNT = 0x1F;
    private static final Outcome LENGTH_REFUSED = Outcome.check(Sense.invalidFieldInCdb(LENGTH_BYTE, 7));
    private static final Outcome NOTHING_FAILED = Outcome.check(Sense.invalidFieldInCdb(OPTIONS, 4));
    private final BlockMedium medium;
    private final WholeMedium whole;

    Sanitize(BlockMedium medium, WholeMedium whole) {
        this.medium = medium;
        this.whole = whole;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        if (cdb.bit(OPTIONS, RESERVED_BIT)) {
            return Outcome.check(Sense.invalidFieldInCdb(OPTIONS, RESERVED_BIT));
        }
        for (int reserved = OPTIONS + 1; reserved < LENGTH_BYTE; reserved++) {
            if (cdb.u8(reserved) != 0) {
                return Outcome.check(Sense.invalidFieldInCdb(reserved, 7));
            }
        }
        int length = cdb.u16(LENGTH_BYTE);
        boolean fits = command.descriptor() == BlockCommands.SANITIZE_OVERWRITE
                ? length > HEADER_LENGTH && length <= HEADER_LENGTH + medium.blockLength()
                : length == 0;
        medium.beingChanged().begin();
        return fits ? null : LENGTH_REFUSED;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        // It may have been parsed by the server before this one.
        return medium.beingChanged().begun() ? command.handOver() : Outcome.BUSY;
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.descriptor() == BlockCommands.SANITIZE_EXIT_FAILURE_MODE) {
            return exitFailureMode();
        }
        boolean unrestricted = command.cdb().bit(OPTIONS, AUSE_BIT);
        boolean immediate = command.cdb().bit(OPTIONS, IMMED_BIT);
        if (command.descriptor() == BlockCommands.SANITIZE_BLOCK_ERASE) {
            return whole.begin(WholeMediumTask.blockErase(unrestricted), command, immediate);
        }
        if (command.descriptor() == BlockCommands.SANITIZE_CRYPTOGRAPHIC_ERASE) {
            return whole.begin(WholeMediumTask.cryptographicErase(unrestricted), command, immediate);
        }
        ByteBuf data = command.data();
        if (data == null || data.readableBytes() != command.cdb().u16(LENGTH_BYTE)) {
            return Outcome.PARAMETER_LIST_LENGTH_ERROR;
        }
        byte[] list = new byte[data.readableBytes()];
        data.getBytes(data.readerIndex(), list);
        return overwrite(command, list, unrestricted, immediate);
    }

    private Outcome overwrite(DeviceCommand command, byte[] list, boolean unrestricted, boolean immediate) {
        int passes = list[0] & COUNT;
        int patternLength = (list[2] & 0xFF) << 8 | list[3] & 0xFF;
        if ((list[0] & TEST) != 0) {
            return refused(0, 6);
        }
        if (passes == 0) {
            return refused(0, 4);
        }
        if (patternLength == 0 || patternLength != list.length - HEADER_LENGTH) {
            return refused(2, 7);
        }
        byte[] pattern = new byte[patternLength];
        System.arraycopy(list, HEADER_LENGTH, pattern, 0, patternLength);
        boolean inverted = (list[0] & INVERT) != 0;
        return whole.begin(WholeMediumTask.overwrite(pattern, passes, inverted, unrestricted), command, immediate);
    }

    private static Outcome refused(int at, int bit) {
        return Outcome.check(Sense.invalidFieldInParameterList(at, bit));
    }

    private Outcome exitFailureMode() {
        WholeMediumTask failed = whole.failed();
        if (failed == null || !failed.sanitizes() || !failed.unrestricted()) {
            return NOTHING_FAILED;
        }
        try {
            whole.exitFailureMode();
            return Outcome.GOOD;
        } catch (IOException e) {
            return Outcome.INTERNAL_TARGET_FAILURE;
        }
    }
}
