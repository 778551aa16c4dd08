package org.scst.vdisk.internal.cdrom;

import org.scst.core.device.ModePage;

/**
 * MM Capabilities and Mechanical Status mode page (MMC): DVD-ROM is read, the tray loads, ejects and locks. Nothing can be changed.
 *
 * <p><i>Threading:</i> immutable.
 */
final class CapabilitiesModePage implements ModePage {
    private static final int PAGE_CODE = 0x2A;
    private static final int LENGTH = 0x14;
    private static final int DVD_ROM_READ = 0x08;
    private static final int TRAY_EJECT_LOCK = 0x20 | 0x08 | 0x01;

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] defaults() {
        byte[] values = new byte[LENGTH];
        values[0] = DVD_ROM_READ;
        values[4] = TRAY_EJECT_LOCK;
        return values;
    }

    @Override
    public byte[] changeable() {
        return new byte[LENGTH];
    }
}
