package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.function.Consumer;
import org.scst.passthru.internal.generic.Completion;
import org.scst.passthru.internal.generic.ScsiRequest;

/**
 * Fetches the sense data of a command that ended CHECK CONDITION without it: some adapters leave that to whoever asks next.
 *
 * <p><i>Threading:</i> used by one thread at a time. <i>Ownership:</i> of its buffer, until it is told.
 */
final class CollectedSense implements Consumer<Completion> {
    private static final int LENGTH = 96;

    private final Completion of;
    private final Consumer<Completion> complete;
    private final ByteBuf data = Unpooled.directBuffer(LENGTH, LENGTH);

    CollectedSense(Completion of, Consumer<Completion> complete) {
        this.of = of;
        this.complete = complete;
    }

    /** What is to be sent to the device before anything else. */
    ScsiRequest request(Duration timeout) {
        return ScsiRequest.in(timeout, data, 0x03, 0, 0, 0, LENGTH, 0);
    }

    @Override
    public void accept(Completion completion) {
        byte[] sense = new byte[completion.good() ? completion.transferred(LENGTH) : 0];
        data.getBytes(0, sense);
        data.release();
        complete.accept(new Completion(0, of.status(), of.hostStatus(), of.driverStatus(), of.residual(), sense));
    }
}
