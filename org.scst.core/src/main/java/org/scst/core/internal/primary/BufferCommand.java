package org.scst.core.internal.primary;

import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.TestBuffers;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * The fields that READ BUFFER and WRITE BUFFER share.
 *
 * <pre>
 *   1  MODE(4-0)    2  BUFFER ID    3  BUFFER OFFSET (3)    6  ALLOCATION LENGTH or PARAMETER LIST LENGTH (3)
 * </pre>
 *
 * <p><i>Threading:</i> stateless.
 */
final class BufferCommand {
    static final int DATA = 0x02;
    static final int DESCRIPTOR = 0x03;
    static final int ECHO = 0x0A;
    static final int ECHO_DESCRIPTOR = 0x0B;
    static final int MODE = 1;
    static final int LENGTH = 6;
    static final Outcome WRONG_MODE = Outcome.check(Sense.invalidFieldInCdb(MODE, 4));
    static final Outcome WRONG_LENGTH = Outcome.check(Sense.invalidFieldInCdb(LENGTH, 7));
    private static final int MODE_MASK = 0x1F;
    private static final int BUFFER_ID = 2;
    private static final int OFFSET = 3;
    private static final Outcome WRONG_BUFFER = Outcome.check(Sense.invalidFieldInCdb(BUFFER_ID, 7));
    private static final Outcome WRONG_OFFSET = Outcome.check(Sense.invalidFieldInCdb(OFFSET, 7));

    private BufferCommand() {}

    static int mode(DeviceCommand command) {
        return command.cdb().u8(MODE) & MODE_MASK;
    }

    static int offset(DeviceCommand command) {
        return command.cdb().u24(OFFSET);
    }

    static int length(DeviceCommand command) {
        return command.cdb().u24(LENGTH);
    }

    /** There is one data buffer, and what lies behind its end cannot be reached; {@code null} when the place is right. */
    static Outcome wrongPlace(DeviceCommand command) {
        if (command.cdb().u8(BUFFER_ID) != 0) {
            return WRONG_BUFFER;
        }
        return offset(command) > TestBuffers.CAPACITY ? WRONG_OFFSET : null;
    }
}
