package org.scst.passthru.internal.generic;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import org.scst.core.scsi.DataDirection;

/**
 * {@code struct sg_io_hdr} of {@code <scsi/sg.h>} on machines of 64 bits, interface 'S' (version 3), with the CDB and the sense data it
 * points to behind it.
 *
 * <pre>
 *   0 interface_id        24 cmdp       64 status                68 host_status
 *   4 dxfer_direction     32 sbp        65 masked_status         70 driver_status
 *   8 cmd_len 9 mx_sb_len 40 timeout    66 msg_status            72 resid
 *  10 iovec_count         44 flags      67 sb_len_wr             76 duration
 *  12 dxfer_len           48 pack_id                             80 info
 *  16 dxferp              56 usr_ptr                             88 end
 * </pre>
 *
 * <p><i>Threading:</i> confined to whoever has the slot of memory. <i>Ownership:</i> the memory is its owner's.
 */
final class SgHeader {
    /** Bytes of the structure. */
    static final int LENGTH = 88;
    /** Bytes of memory, with CDB and sense data. */
    static final int SLOT_LENGTH = 256;

    private static final int CDB_OFFSET = 96;
    /** Longest CDB that the SCSI mid-layer of Linux takes. */
    static final int LONGEST_CDB = 32;

    private static final int SENSE_OFFSET = 128;
    private static final int SENSE_LENGTH = 96;

    private static final int INTERFACE = 'S';
    private static final int NO_TRANSFER = -1;
    private static final int TO_DEVICE = -2;
    private static final int FROM_DEVICE = -3;
    /** In order: the default is before all others. */
    private static final int QUEUE_AT_TAIL = 0x10;

    private final MemorySegment memory;

    SgHeader(MemorySegment memory) {
        this.memory = memory;
    }

    /** Where the structure begins. */
    long address() {
        return memory.address();
    }

    /** Sets all that the kernel reads. */
    void write(ScsiRequest request, int packId) {
        memory.fill((byte) 0);
        byte[] cdb = request.cdb();
        MemorySegment.copy(cdb, 0, memory, JAVA_BYTE, CDB_OFFSET, cdb.length);
        memory.set(JAVA_INT, 0, INTERFACE);
        memory.set(JAVA_INT, 4, direction(request.direction()));
        memory.set(JAVA_BYTE, 8, (byte) cdb.length);
        memory.set(JAVA_BYTE, 9, (byte) SENSE_LENGTH);
        memory.set(JAVA_INT, 12, request.length());
        memory.set(JAVA_LONG, 16, request.address());
        memory.set(JAVA_LONG, 24, address() + CDB_OFFSET);
        memory.set(JAVA_LONG, 32, address() + SENSE_OFFSET);
        memory.set(JAVA_INT, 40, request.timeoutMillis());
        memory.set(JAVA_INT, 44, QUEUE_AT_TAIL);
        memory.set(JAVA_INT, 48, packId);
    }

    private static int direction(DataDirection direction) {
        return switch (direction) {
            case TO_DEVICE -> TO_DEVICE;
            case FROM_DEVICE -> FROM_DEVICE;
            default -> NO_TRANSFER;
        };
    }

    /** What was given as its number. */
    int packId() {
        return memory.get(JAVA_INT, 48);
    }

    /**
     * What the kernel has written.
     *
     * @param slot whose sense data belongs to it: that of the header it was begun by
     */
    Completion read(SgHeader slot) {
        byte[] sense = new byte[Byte.toUnsignedInt(memory.get(JAVA_BYTE, 67))];
        MemorySegment.copy(slot.memory, JAVA_BYTE, SENSE_OFFSET, sense, 0, sense.length);
        return new Completion(
                0,
                Byte.toUnsignedInt(memory.get(JAVA_BYTE, 64)),
                Short.toUnsignedInt(memory.get(JAVA_SHORT, 68)),
                Short.toUnsignedInt(memory.get(JAVA_SHORT, 70)),
                memory.get(JAVA_INT, 72),
                sense);
    }
}
