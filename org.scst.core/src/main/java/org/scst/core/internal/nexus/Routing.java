package org.scst.core.internal.nexus;

import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.DataLength;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * From the CDB to a row, a direction and lengths. The CDB is authoritative; what the initiator expects only bounds the transfer
 * and gives the residual.
 *
 * <p><i>Threading:</i> stateless.
 */
final class Routing {
    private static final Outcome INVALID_SERVICE_ACTION = Outcome.check(Sense.invalidFieldInCdb(1, 4));
    private static final Outcome WRONG_DIRECTION =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_MESSAGE_ERROR);
    private static final Outcome BROKEN_BLOCK =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
    /** Offsets are ints. */
    private static final long LARGEST_TRANSFER = Integer.MAX_VALUE;
    /** Parameter data of a command that is no medium access never needs more. */
    private static final int LARGEST_PARAMETER_DATA = 256 * 1024;

    private Routing() {}

    /** Finds the row and what it says; {@code null} when the command may go on. */
    static Outcome route(Command command) {
        Cdb cdb = command.cdb();
        int operationCode = cdb.operationCode();
        CommandTable table = command.view.table();
        boolean byAction = table.hasServiceActions(operationCode);
        CommandTable.Row row = table.find(operationCode, byAction ? cdb.serviceAction() : -1);
        if (row == null) {
            return unknown(command, byAction);
        }
        command.row(table, row);
        CommandDescriptor descriptor = row.descriptor();
        Outcome refused = descriptor == null ? null : describe(command, descriptor);
        if (refused == null) {
            refused = command.handler.parse(command);
        }
        if (refused == null) {
            refused = bound(command);
        }
        return refused == null ? fits(command) : refused;
    }

    /** What the pool has no buffer for is refused before anything moves. */
    private static Outcome fits(Command command) {
        long most = command.transfer.windowed() ? LARGEST_TRANSFER : BufferPool.LARGEST_BYTES;
        return command.transfer.total > most ? Outcome.INVALID_FIELD_IN_CDB : null;
    }

    /**
     * Finds the row again when the device server was replaced while the command waited: the old one is closed.
     *
     * @return {@code null}, or why the command cannot go on
     */
    static Outcome routeAgain(Command command, LogicalUnitView view) {
        Cdb cdb = command.cdb();
        int code = cdb.operationCode();
        CommandTable table = view.table();
        CommandTable.Row row = table.find(code, table.hasServiceActions(code) ? cdb.serviceAction() : -1);
        if (row == null) {
            return view.notReady() != null ? view.notReady() : Outcome.INVALID_OPERATION_CODE;
        }
        boolean otherLengths = command.blocks > 0 && view.blockLength() != command.view.blockLength();
        if (otherLengths || row.descriptor() != command.row.descriptor()) {
            return Outcome.BUSY;
        }
        command.row(table, row);
        return null;
    }

    /** NACA is in the CONTROL byte, wherever the CDB has it. */
    private static Outcome nacaNotSupported(Cdb cdb) {
        int length = Cdb.lengthOf(cdb.operationCode());
        return Outcome.check(Sense.invalidFieldInCdb(length < 0 ? 1 : length - 1, 2));
    }

    private static Outcome unknown(Command command, boolean byAction) {
        if (command.view.notReady() != null && !byAction) {
            return command.view.notReady();
        }
        return byAction ? INVALID_SERVICE_ACTION : Outcome.INVALID_OPERATION_CODE;
    }

    private static Outcome describe(Command command, CommandDescriptor row) {
        Cdb cdb = command.cdb();
        if (cdb.length() < row.cdbLength()) {
            return Outcome.INVALID_OPERATION_CODE;
        }
        if ((cdb.control() & 0x04) != 0) {
            return nacaNotSupported(cdb);
        }
        command.lba = row.lba(cdb);
        command.blocks = row.blocks(cdb);
        command.transfer.windowed(row.windowed());
        command.transfer.declare(row.direction(), Math.max(row.dataLength(cdb, command.view.blockLength()), 0));
        return null;
    }

    /** Compares with what the initiator expects (SAM-5 5.4: residuals) and settles how much moves. */
    private static Outcome bound(Command command) {
        DataTransfer transfer = command.transfer;
        if (!command.nexus.expectedLengths()) {
            clipParameterData(command);
            return null;
        }
        long expectedIn = Math.max(command.expectedDataIn, 0);
        long expectedOut = Math.max(command.expectedDataOut, 0);
        if (transfer.direction == DataDirection.NONE) {
            command.residual = -Math.max(expectedIn, expectedOut);
            return countCutToNothing(command, expectedOut) ? Outcome.INVALID_FIELD_IN_CDB : null;
        }
        long expected = transfer.dataIn() ? expectedIn : expectedOut;
        long other = transfer.dataIn() ? expectedOut : expectedIn;
        if (expected == 0 && other > 0 && transfer.dataOut()) {
            // The other way round no data moves, and the residual says so: real initiators do that.
            return WRONG_DIRECTION;
        }
        if (transfer.dataOut() && whole(command) && expected != transfer.declared && !command.writeProtected()) {
            return BROKEN_BLOCK;
        }
        command.residual = transfer.declared - expected;
        transfer.total = Math.min(transfer.declared, expected);
        if (transfer.dataOut() && command.blocks > 0 && transfer.total % command.view.blockLength() != 0) {
            return BROKEN_BLOCK;
        }
        if (transfer.total == 0) {
            transfer.direction = DataDirection.NONE;
        }
        clipParameterData(command);
        return null;
    }

    /** Data that is no run of blocks of the medium (one block to repeat, blocks to compare with) makes sense only whole. */
    private static boolean whole(Command command) {
        CommandDescriptor row = command.row.descriptor();
        return row != null && row.writesMedium() && row.lbaField() != null && !row.windowed();
    }

    /** A count of zero beside data that was to be compared and written: 256 in a field of one byte. GOOD would be a lie. */
    private static boolean countCutToNothing(Command command, long expectedOut) {
        CommandDescriptor row = command.row.descriptor();
        return expectedOut > 0 && row != null && row.dataLength() == DataLength.BLOCK_PAIRS;
    }

    private static void clipParameterData(Command command) {
        DataTransfer transfer = command.transfer;
        boolean medium =
                command.row.descriptor() != null && command.row.descriptor().windowed();
        if (transfer.dataIn() && !medium) {
            transfer.total = Math.min(transfer.total, LARGEST_PARAMETER_DATA);
        }
    }
}
