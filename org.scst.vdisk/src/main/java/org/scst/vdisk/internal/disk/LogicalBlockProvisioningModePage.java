package org.scst.vdisk.internal.disk;

import java.nio.ByteBuffer;
import org.scst.core.device.ModePage;

/**
 * Logical Block Provisioning mode page (1Ch/02h, SBC-4), with one threshold: for available LBA mapping resources, falling. All I_T
 * nexuses are told (SITUA is zero).
 *
 * <pre>
 *  16  ENABLED|...|type (three bits): soft|arming (three bits): decreasing
 *  17  THRESHOLD RESOURCE: 01h, available LBA mapping resources
 *  20  THRESHOLD COUNT in threshold sets
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 */
final class LogicalBlockProvisioningModePage implements ModePage {
    private static final int LENGTH = 20;
    private static final int FLAGS = 12;
    private static final int RESOURCE = 13;
    private static final int COUNT = 16;
    private static final int ENABLED = 0x80;
    private static final int AVAILABLE = 1;
    private final long sets;

    /** @param sets the count of threshold sets that is the default; 0 for a threshold that is not enabled */
    LogicalBlockProvisioningModePage(long sets) {
        this.sets = sets;
    }

    @Override
    public int pageCode() {
        return 0x1C;
    }

    @Override
    public int subpageCode() {
        return 2;
    }

    @Override
    public byte[] defaults() {
        byte[] values = new byte[LENGTH];
        values[FLAGS] = (byte) (sets > 0 ? ENABLED : 0);
        values[RESOURCE] = AVAILABLE;
        ByteBuffer.wrap(values).putInt(COUNT, (int) sets);
        return values;
    }

    @Override
    public byte[] changeable() {
        byte[] mask = new byte[LENGTH];
        mask[FLAGS] = (byte) ENABLED;
        ByteBuffer.wrap(mask).putInt(COUNT, -1);
        return mask;
    }

    /** The count of threshold sets that values of this page ask for; -1 when they ask for none. */
    static long threshold(byte[] values) {
        return (values[FLAGS] & ENABLED) == 0
                ? -1
                : Integer.toUnsignedLong(ByteBuffer.wrap(values).getInt(COUNT));
    }
}
