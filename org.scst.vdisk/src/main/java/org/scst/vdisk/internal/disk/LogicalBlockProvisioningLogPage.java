package org.scst.vdisk.internal.disk;

import java.nio.ByteBuffer;
import java.util.List;
import org.scst.core.device.LogPage;

/**
 * Logical Block Provisioning log page (0Ch, SBC-4): what is available to be mapped, in threshold sets, as it was measured last. It
 * is shared with whatever else lives there.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class LogicalBlockProvisioningLogPage implements LogPage {
    private static final int PAGE_CODE = 0x0C;
    private static final int AVAILABLE = 1;
    private static final int BINARY = 3;
    private static final int NOT_DEDICATED = 2;
    private final ProvisioningThreshold threshold;

    LogicalBlockProvisioningLogPage(ProvisioningThreshold threshold) {
        this.threshold = threshold;
    }

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public List<Parameter> parameters() {
        long available = threshold.available();
        byte[] value = ByteBuffer.allocate(8)
                .putInt((int) available)
                .put((byte) NOT_DEDICATED)
                .array();
        return available < 0 ? List.of() : List.of(new Parameter(AVAILABLE, BINARY, value));
    }
}
