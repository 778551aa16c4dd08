package org.scst.passthru.internal.device;

import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CdbField;
import org.scst.core.scsi.CommandDescriptor;

/**
 * CDBs of a command for the device: as the initiator sent it, or with other blocks, when core's window or the adapter's limit makes
 * several of one.
 *
 * <p><i>Threading:</i> stateless.
 */
final class Pieces {
    private Pieces() {}

    /** Whether a command can be split: it moves logical blocks, and says which. */
    static boolean divisible(CommandDescriptor row) {
        return row != null && row.windowed() && row.lbaField() != null;
    }

    /** Whether a command moves logical blocks: how much its data is depends on their length. */
    static boolean movesBlocks(DeviceCommand command) {
        CommandDescriptor row = command.descriptor();
        if (row == null || row.lbaField() == null || command.length() == 0) {
            return false;
        }
        long blocks = row.dataLength(command.cdb(), 1);
        return blocks > 0 && row.dataLength(command.cdb(), 2) == 2 * blocks;
    }

    /**
     * Whether core has measured a command that moves blocks by the block length that the device has now, in bytes. It may have changed
     * since.
     */
    static boolean measuredBy(int blockLength, DeviceCommand command, boolean out) {
        int length = command.length();
        return command.windowBlocks() == length / blockLength && (!out || length % blockLength == 0);
    }

    /** Whether all blocks that the CDB of a command counts have data: an initiator may have announced less. */
    static boolean complete(DeviceCommand command, int blockLength) {
        return command.descriptor().dataLength(command.cdb(), blockLength) == command.length();
    }

    /** As the initiator sent it; the row, where there is one, says how long it is. */
    static byte[] whole(DeviceCommand command) {
        Cdb cdb = command.cdb();
        CommandDescriptor row = command.descriptor();
        int byGroup = Cdb.lengthOf(cdb.operationCode());
        int length = row != null ? row.cdbLength() : byGroup > 0 ? byGroup : cdb.length();
        byte[] bytes = new byte[Math.min(length, cdb.length())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) cdb.u8(i);
        }
        clearNaca(bytes);
        return bytes;
    }

    /** An ACA condition is core's to establish, not the device's. */
    private static void clearNaca(byte[] cdb) {
        int operationCode = cdb[0] & 0xFF;
        int byGroup = Cdb.lengthOf(operationCode);
        int control = operationCode == Cdb.VARIABLE_LENGTH ? 1 : byGroup - 1;
        if (control > 0 && control < cdb.length) {
            cdb[control] &= ~0x04;
        }
    }

    /** For some of its blocks. */
    static byte[] of(DeviceCommand command, long lba, int blocks) {
        byte[] cdb = whole(command);
        CommandDescriptor row = command.descriptor();
        put(cdb, row.lbaField(), lba);
        put(cdb, row.lengthField(), blocks);
        return cdb;
    }

    private static void put(byte[] cdb, CdbField field, long value) {
        for (int i = field.width() - 1; i >= 0; i--) {
            int shift = 8 * (field.width() - 1 - i);
            int mask = (int) (field.mask() >>> shift) & 0xFF;
            int at = field.offset() + i;
            cdb[at] = (byte) (cdb[at] & ~mask | (int) (value >>> shift) & mask);
        }
    }
}
