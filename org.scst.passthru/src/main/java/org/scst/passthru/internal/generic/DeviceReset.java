package org.scst.passthru.internal.generic;

import java.io.IOException;
import org.scst.core.linux.CharacterDevice;
import org.scst.core.linux.LinuxFile;

/**
 * The reset of one device, as {@code <scsi/sg.h>} has it for both of Linux's ways.
 *
 * <p><i>Threading:</i> stateless; the call waits until the device is reset.
 */
final class DeviceReset {
    private static final long SG_SCSI_RESET = 0x2284;
    private static final int RESET_DEVICE = 1;

    private DeviceReset() {}

    /**
     * Resets.
     *
     * @param file kept open meanwhile, for its number may be another's afterwards
     * @throws IOException when it is closed, or the kernel does not
     */
    static void of(LinuxFile file, CharacterDevice device) throws IOException {
        LinuxFile open;
        try {
            open = file.retain();
        } catch (IllegalStateException closed) {
            throw new IOException("the device was let go", closed);
        }
        try {
            device.control("ioctl(SG_SCSI_RESET)", SG_SCSI_RESET, RESET_DEVICE);
        } finally {
            open.release();
        }
    }
}
