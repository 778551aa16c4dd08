package org.scst.passthru.internal.device;

import java.io.IOException;
import java.util.function.Consumer;
import org.scst.core.linux.Errno;
import org.scst.passthru.internal.generic.Completion;
import org.scst.passthru.internal.generic.ScsiGeneric;
import org.scst.passthru.internal.generic.ScsiRequest;

/** The way to a device that was taken out: every command ends there. <i>Threading:</i> stateless. */
enum Absent implements ScsiGeneric {
    DEVICE;

    private static final int LARGEST = 64 * 1024;

    @Override
    public void begin(ScsiRequest request, Consumer<Completion> completed) {
        completed.accept(Completion.refused(Errno.ENODEV));
    }

    @Override
    public boolean synchronous() {
        return true;
    }

    @Override
    public int largestTransfer() {
        return LARGEST;
    }

    @Override
    public boolean present() {
        return false;
    }

    @Override
    public void reset() throws IOException {
        throw new IOException("the device was taken out");
    }

    @Override
    public void close() {
        // There is nothing to be closed.
    }
}
