package org.scst.local.internal.vhost;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the event queue tells a guest (VIRTIO 1.2 5.6.6.3).
 *
 * <pre>
 *   0 event   4 LUN   12 reason     (16 bytes)
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param lun the eight bytes, first byte most significant
 */
record ScsiEvent(int event, long lun, int reason) {
    static final int NONE = 0;
    static final int TRANSPORT_RESET = 1;
    static final int PARAMETER_CHANGE = 3;
    static final int RESCAN = 1;
    static final int REMOVED = 2;

    private static final int LENGTH = 16;
    private static final int MISSED = 0x8000_0000;

    /** What says nothing but that something was missed. */
    static byte[] onlyMissed() {
        return ByteBuffer.allocate(LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(NONE | MISSED)
                .array();
    }

    /** @param missed whether others before it were not told */
    byte[] bytes(boolean missed) {
        return ByteBuffer.allocate(LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(missed ? event | MISSED : event)
                .put(VirtioLun.field(lun))
                .putInt(reason)
                .array();
    }
}
