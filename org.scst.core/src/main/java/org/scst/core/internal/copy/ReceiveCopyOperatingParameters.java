package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.primary.ParameterData;
import org.scst.core.scsi.Outcome;

/**
 * RECEIVE COPY OPERATING PARAMETERS (SPC-4): the limits of the copy manager. It holds no data, knows no stream devices, and has no
 * granularity but the blocks.
 *
 * <pre>
 *   0   AVAILABLE DATA (4)                     20  MAXIMUM INLINE DATA LENGTH (4)
 *   4   SNLID(0)                               34  TOTAL CONCURRENT COPIES (2)
 *   8   MAXIMUM CSCD DESCRIPTOR COUNT (2)      36  MAXIMUM CONCURRENT COPIES
 *   10  MAXIMUM SEGMENT DESCRIPTOR COUNT (2)   43  IMPLEMENTED DESCRIPTOR LIST LENGTH
 *   12  MAXIMUM DESCRIPTOR LIST LENGTH (4)     44- DESCRIPTOR TYPE CODEs
 *   16  MAXIMUM SEGMENT LENGTH (4)
 * </pre>
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReceiveCopyOperatingParameters implements CommandHandler {
    private static final int HEADER = 44;
    private static final int SNLID = 0x01;

    @Override
    public Outcome process(DeviceCommand command) {
        byte[] codes = CopyCommandSet.descriptorTypeCodes();
        ByteBuffer data = ByteBuffer.allocate(HEADER + codes.length);
        data.putInt(0, HEADER + codes.length - Integer.BYTES)
                .put(4, (byte) SNLID)
                .putShort(8, (short) CopyLimits.CSCD_DESCRIPTORS)
                .putShort(10, (short) CopyLimits.SEGMENT_DESCRIPTORS)
                .putInt(12, CopyLimits.DESCRIPTOR_LIST_BYTES)
                .putInt(16, (int) CopyLimits.SEGMENT_BYTES)
                .putInt(20, CopyLimits.INLINE_BYTES)
                .putShort(34, (short) CopyLimits.CONCURRENT_COPIES)
                .put(36, (byte) CopyLimits.CONCURRENT_COPIES)
                .put(43, (byte) codes.length)
                .put(HEADER, codes);
        return ParameterData.send(command, data.array());
    }
}
