package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.DataLength;
import org.scst.core.scsi.ReservationClass;
import org.scst.core.scsi.UnitAttentionRule;

/**
 * As what the children of a copy are judged: the block commands of the same names, whose data stays in the copy manager. Unit
 * attention conditions are the initiator's: a copy neither takes them away nor fails by them.
 *
 * <p><i>Threading:</i> immutable.
 */
final class ChildRows {
    static final CommandDescriptor READ = CommandDescriptor.row(0x88, "READ(16) of a copy")
            .lba(2, 8)
            .blocks(DataDirection.FROM_DEVICE, DataLength.BLOCKS, 10, 4)
            .reservation(ReservationClass.ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .unitAttention(UnitAttentionRule.SKIPS)
            .build();

    /** Of what the destination reads itself. */
    static final CommandDescriptor READ_IN_PLACE = CommandDescriptor.row(0x88, "READ(16) of a copy")
            .lba(2, 8)
            .blocks(DataDirection.FROM_DEVICE, DataLength.BLOCKS_WITHOUT_DATA, 10, 4)
            .reservation(ReservationClass.ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .unitAttention(UnitAttentionRule.SKIPS)
            .build();

    static final CommandDescriptor WRITE = CommandDescriptor.row(0x8A, "WRITE(16) of a copy")
            .lba(2, 8)
            .blocks(DataDirection.TO_DEVICE, DataLength.BLOCKS_WITHOUT_DATA, 10, 4)
            .writesMedium()
            .unitAttention(UnitAttentionRule.SKIPS)
            .build();

    static final CommandDescriptor TEST_UNIT_READY = CommandDescriptor.row(0x00, "TEST UNIT READY of a copy")
            .reservation(ReservationClass.ALLOWED_UNDER_PERSISTENT_RESERVATION)
            .unitAttention(UnitAttentionRule.SKIPS)
            .build();

    private ChildRows() {}

    /** The CDB of {@link #READ} or {@link #WRITE}. */
    static byte[] cdb(CommandDescriptor row, long lba, int blocks) {
        return ByteBuffer.allocate(16)
                .put((byte) row.operationCode())
                .putLong(2, lba)
                .putInt(10, blocks)
                .array();
    }
}
