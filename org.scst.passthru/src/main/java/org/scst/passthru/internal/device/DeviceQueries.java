package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.passthru.internal.generic.Completion;
import org.scst.passthru.internal.generic.ScsiGeneric;
import org.scst.passthru.internal.generic.ScsiRequest;

/**
 * Asks the device something for this bundle's own sake. Unit attention conditions that come in between are the device's greeting: every
 * initiator has one of its own from core.
 *
 * <p><i>Threading:</i> the caller's, which waits.
 */
final class DeviceQueries {
    private static final int UNIT_ATTENTIONS = 8;

    private final ScsiGeneric way;
    private final Duration timeout;

    DeviceQueries(ScsiGeneric way, Duration timeout) {
        this.way = way;
        this.timeout = timeout;
    }

    /**
     * Data-In of a command.
     *
     * @param length most bytes
     * @return what came; {@code null} when the command did not end GOOD
     */
    byte[] in(int length, int... cdb) {
        ByteBuf data = Unpooled.directBuffer(length, length).setZero(0, length);
        try {
            Completion completion = settle(ScsiRequest.in(timeout, data, cdb));
            if (!completion.good()) {
                return null;
            }
            byte[] bytes = new byte[completion.transferred(length)];
            data.getBytes(0, bytes);
            return bytes;
        } finally {
            data.release();
        }
    }

    /** How a command without data ended. */
    Outcome run(int... cdb) {
        return Outcomes.of(settle(ScsiRequest.without(timeout, cdb)));
    }

    /** TEST UNIT READY, until no unit attention condition is left, as far as that goes. */
    Outcome testUnitReady() {
        return run(0, 0, 0, 0, 0, 0);
    }

    private Completion settle(ScsiRequest request) {
        Completion completion = way.execute(request);
        for (int i = 0; i < UNIT_ATTENTIONS && isUnitAttention(completion); i++) {
            completion = way.execute(request);
        }
        return completion;
    }

    private static boolean isUnitAttention(Completion completion) {
        if (!completion.checkCondition()) {
            return false;
        }
        Outcome outcome = Outcomes.of(completion);
        return outcome.sense() != null && outcome.sense().key() == SenseKey.UNIT_ATTENTION;
    }
}
