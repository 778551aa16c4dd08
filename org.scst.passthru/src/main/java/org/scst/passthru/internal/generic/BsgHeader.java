package org.scst.passthru.internal.generic;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.scst.core.scsi.DataDirection;

/**
 * {@code struct sg_io_v4} of {@code <linux/bsg.h>}, interface 'Q' (version 4), with the CDB and the sense data it points to behind it.
 *
 * <pre>
 *   0 guard            48 response          92 flags            132 response_len
 *   4 protocol         56 dout_iovec_count  96 usr_ptr          136 din_resid
 *   8 subprotocol      60 dout_xfer_len    104 spare_in         140 dout_resid
 *  12 request_len      64 din_iovec_count  108 driver_status    144 generated_tag
 *  16 request          68 din_xfer_len     112 transport_status 152 spare_out
 *  24 request_tag      72 dout_xferp       116 device_status    156 padding
 *  32 attr, prio, extra 80 din_xferp       120 retry_delay      160 end
 *  44 max_response_len 88 timeout          124 info, 128 duration
 * </pre>
 *
 * <p><i>Threading:</i> confined to the caller. <i>Ownership:</i> the memory is its owner's.
 */
final class BsgHeader {
    /** Bytes of the structure. */
    static final int LENGTH = 160;
    /** Bytes of memory, with CDB and sense data. */
    static final int SLOT_LENGTH = 288;

    private static final int CDB_OFFSET = LENGTH;
    private static final int SENSE_OFFSET = 192;
    private static final int SENSE_LENGTH = 96;
    private static final int GUARD = 'Q';
    private static final int QUEUE_AT_TAIL = 0x10;

    private final MemorySegment memory;

    BsgHeader(MemorySegment memory) {
        this.memory = memory;
    }

    /** Where the structure begins. */
    long address() {
        return memory.address();
    }

    /** Sets all that the kernel reads. */
    void write(ScsiRequest request) {
        memory.fill((byte) 0);
        byte[] cdb = request.cdb();
        MemorySegment.copy(cdb, 0, memory, JAVA_BYTE, CDB_OFFSET, cdb.length);
        memory.set(JAVA_INT, 0, GUARD);
        memory.set(JAVA_INT, 12, cdb.length);
        memory.set(JAVA_LONG, 16, address() + CDB_OFFSET);
        memory.set(JAVA_INT, 44, SENSE_LENGTH);
        memory.set(JAVA_LONG, 48, address() + SENSE_OFFSET);
        boolean out = request.direction() == DataDirection.TO_DEVICE;
        memory.set(JAVA_INT, out ? 60 : 68, request.length());
        memory.set(JAVA_LONG, out ? 72 : 80, request.address());
        memory.set(JAVA_INT, 88, request.timeoutMillis());
        memory.set(JAVA_INT, 92, QUEUE_AT_TAIL);
    }

    /** What the kernel has written. */
    Completion read(DataDirection direction) {
        byte[] sense = new byte[Math.min(memory.get(JAVA_INT, 132), SENSE_LENGTH)];
        MemorySegment.copy(memory, JAVA_BYTE, SENSE_OFFSET, sense, 0, sense.length);
        return new Completion(
                0,
                memory.get(JAVA_INT, 116),
                memory.get(JAVA_INT, 112),
                memory.get(JAVA_INT, 108),
                memory.get(JAVA_INT, direction == DataDirection.TO_DEVICE ? 140 : 136),
                sense);
    }
}
