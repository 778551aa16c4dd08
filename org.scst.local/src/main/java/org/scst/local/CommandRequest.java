package org.scst.local;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.TaskAttribute;

/**
 * A SCSI command to be sent.
 *
 * <p><i>Threading:</i> immutable, as far as its buffers are left alone until the command has ended.
 *
 * @param lun of the logical unit
 * @param cdb 6 to 260 bytes
 * @param attribute task attribute
 * @param dataOut its readable bytes are the command's Data-Out; borrowed, its indices are not moved
 * @param dataIn has room for the command's Data-In from its writer index on, which moves by what was received; borrowed
 */
public record CommandRequest(
        LogicalUnitNumber lun, byte[] cdb, TaskAttribute attribute, ByteBuf dataOut, ByteBuf dataIn) {
    private static final int SHORTEST_CDB = 6;
    private static final int LONGEST_CDB = 260;

    /** Copies the CDB and checks its length. */
    public CommandRequest {
        cdb = cdb.clone();
        if (cdb.length < SHORTEST_CDB || cdb.length > LONGEST_CDB) {
            throw new IllegalArgumentException(
                    "a CDB of " + cdb.length + " bytes: it has " + SHORTEST_CDB + " to " + LONGEST_CDB);
        }
    }

    /** Without data. */
    public static CommandRequest of(LogicalUnitNumber lun, byte[] cdb) {
        return new CommandRequest(lun, cdb, TaskAttribute.SIMPLE, Unpooled.EMPTY_BUFFER, Unpooled.EMPTY_BUFFER);
    }

    /** One that is sent data. */
    public static CommandRequest writing(LogicalUnitNumber lun, byte[] cdb, ByteBuf dataOut) {
        return new CommandRequest(lun, cdb, TaskAttribute.SIMPLE, dataOut, Unpooled.EMPTY_BUFFER);
    }

    /** One that sends data. */
    public static CommandRequest reading(LogicalUnitNumber lun, byte[] cdb, ByteBuf dataIn) {
        return new CommandRequest(lun, cdb, TaskAttribute.SIMPLE, Unpooled.EMPTY_BUFFER, dataIn);
    }

    /** The CDB, a copy. */
    @Override
    public byte[] cdb() {
        return cdb.clone();
    }
}
