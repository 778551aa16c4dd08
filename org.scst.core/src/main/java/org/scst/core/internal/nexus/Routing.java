package org.scst.core.internal.nexus;

import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.AsymmetricAccessState;
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
    private static final Outcome INVALID_VARIABLE_SERVICE_ACTION = Outcome.check(Sense.invalidFieldInCdb(8, 7));
    private static final Outcome INVALID_ADDITIONAL_LENGTH =
            Outcome.check(Sense.invalidFieldInCdb(Cdb.ADDITIONAL_LENGTH_OFFSET, 7));
    private static final Outcome WRONG_DIRECTION =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_MESSAGE_ERROR);
    private static final Outcome BROKEN_BLOCK =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
    /** Offsets are ints. */
    private static final long LARGEST_TRANSFER = Integer.MAX_VALUE;
    /** Parameter data of a command that is no medium access never needs more. */
    private static final int LARGEST_PARAMETER_DATA = 256 * 1024;

    private static final int TEST_UNIT_READY = 0x00;

    private Routing() {}

    /** Finds the row and what it says; {@code null} when the command may go on. */
    static Outcome route(Command command) {
        if (command.parent != null) {
            return routeChild(command);
        }
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
        Outcome refused = descriptor == null ? announced(command) : describe(command, descriptor);
        if (refused == null) {
            refused = parse(command);
        }
        if (refused == null && command.fenceWait.unparsed()) {
            return null;
        }
        if (refused == null) {
            refused = bound(command);
        }
        return refused == null ? fits(command) : refused;
    }

    /** No fence holds this: a handler on its way out may lack what it never needed before, and the next one has it. */
    private static Outcome parse(Command command) {
        try {
            return command.handler.parse(command);
        } catch (RuntimeException | LinkageError e) {
            if (command.row.core() || !handlerAway(command)) {
                throw e;
            }
            command.fenceWait.unparsed(true);
            return null;
        }
    }

    /** Whether the handlers of the snapshot by which the command goes may have been withdrawn. */
    static boolean handlerAway(Command command) {
        LogicalUnit unit = command.logicalUnit();
        return unit.fence().closed() || unit.view().table() != command.view.table();
    }

    /** What becomes of a command whose handler has thrown while it was asked. */
    static Outcome failure(Command command, Throwable bug) {
        boolean handlers = bug instanceof RuntimeException || bug instanceof LinkageError;
        if (handlers && command.row.core() && handlerAway(command)) {
            return Outcome.BUSY; // the pages that core answers by are the handler's
        }
        command.nexus.reportBug(command, bug);
        return Outcome.INTERNAL_TARGET_FAILURE;
    }

    /** Finds the row of what could not be parsed again, and has it parsed by who is there now; as {@link #route}. */
    static Outcome parseLater(Command command) {
        command.fenceWait.unparsed(false);
        command.protectionBytes = 0;
        command.view = command.logicalUnit().view();
        return route(command);
    }

    /** Its row was given with it, and nobody expects other lengths. */
    private static Outcome routeChild(Command command) {
        Outcome refused = describe(command, command.row.descriptor());
        return refused == null ? command.handler.parse(command) : refused;
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
        boolean otherLengths = command.blocks > 0 && view.blockLength() != command.view.blockLength();
        if (command.parent != null) {
            return otherLengths ? Outcome.BUSY : null;
        }
        Cdb cdb = command.cdb();
        int code = cdb.operationCode();
        CommandTable table = view.table();
        CommandTable.Row row = table.find(code, table.hasServiceActions(code) ? cdb.serviceAction() : -1);
        if (row == null) {
            return view.notReady() != null ? view.notReady() : Outcome.INVALID_OPERATION_CODE;
        }
        if (otherLengths || row.descriptor() != command.row.descriptor()) {
            return Outcome.BUSY;
        }
        command.row(table, row);
        return null;
    }

    private static Outcome unknown(Command command, boolean byAction) {
        if (command.view.notReady() != null && !byAction) {
            AsymmetricAccessState state = command.accessState();
            return state.refuses(null) ? state.refusal() : command.view.notReady();
        }
        if (!byAction) {
            return Outcome.INVALID_OPERATION_CODE;
        }
        boolean variable = command.cdb().operationCode() == Cdb.VARIABLE_LENGTH;
        return variable ? INVALID_VARIABLE_SERVICE_ACTION : INVALID_SERVICE_ACTION;
    }

    private static Outcome describe(Command command, CommandDescriptor row) {
        Cdb cdb = command.cdb();
        if (cdb.length() < row.cdbLength()) {
            return Outcome.INVALID_OPERATION_CODE;
        }
        if (row.operationCode() == Cdb.VARIABLE_LENGTH
                && cdb.u8(Cdb.ADDITIONAL_LENGTH_OFFSET) != row.cdbLength() - Cdb.ADDITIONAL_LENGTH_OFFSET - 1) {
            return INVALID_ADDITIONAL_LENGTH;
        }
        command.lba = row.lba(cdb);
        command.blocks = row.blocks(cdb);
        command.transfer.windowed(row.windowed());
        command.transfer.mediumData(row.mediumData());
        long length = row.dataLength(cdb, command.view.blockLength());
        return length < 0 ? announced(command) : declare(command, row.direction(), length);
    }

    private static Outcome declare(Command command, DataDirection direction, long length) {
        command.transfer.declare(direction, length);
        return null;
    }

    /** No row says how much moves: what the initiator announces does, unless the device server knows better. */
    private static Outcome announced(Command command) {
        long out = Math.max(command.expectedDataOut, 0);
        boolean outwards = out > 0;
        return declare(
                command,
                outwards ? DataDirection.TO_DEVICE : DataDirection.FROM_DEVICE,
                outwards ? out : Math.max(command.expectedDataIn, 0));
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
            if (contradicted(command, expectedIn, expectedOut)) {
                return WRONG_DIRECTION;
            }
            command.residual = -Math.max(expectedIn, expectedOut);
            return countCutToNothing(command, expectedOut) ? Outcome.INVALID_FIELD_IN_CDB : null;
        }
        long expected = transfer.dataIn() ? expectedIn : expectedOut;
        long other = transfer.dataIn() ? expectedOut : expectedIn;
        if (expected == 0 && other > 0 && (transfer.dataOut() || command.nexus.strictDirection())) {
            // Else, the other way round, no data moves, and the residual says so: real initiators do that.
            return WRONG_DIRECTION;
        }
        if (command.row.descriptor() != null && command.row.descriptor().dataLength() == DataLength.ALLOCATION) {
            transfer.takeAtMost(expected);
            clipParameterData(command);
            return null;
        }
        if (transfer.dataOut() && whole(command) && expected != transfer.declared && !command.writeProtected()) {
            return BROKEN_BLOCK;
        }
        command.residual = transfer.declared - expected;
        transfer.total = Math.min(transfer.declared, expected);
        if (transfer.dataOut()
                && command.blocks > 0
                && transfer.total % (command.view.blockLength() + command.protectionBytes) != 0) {
            return BROKEN_BLOCK;
        }
        if (transfer.total == 0) {
            transfer.direction = DataDirection.NONE;
        }
        clipParameterData(command);
        return null;
    }

    /**
     * Whether data was announced for a command of none, where that is looked at strictly. TEST UNIT READY announced as a read is let
     * pass all the same, for VMware does that.
     */
    private static boolean contradicted(Command command, long expectedIn, long expectedOut) {
        CommandDescriptor row = command.row.descriptor();
        if (row == null || expectedIn + expectedOut == 0 || !command.nexus.strictDirection()) {
            return false;
        }
        return switch (row.direction()) {
            case NONE -> expectedOut > 0 || row.operationCode() != TEST_UNIT_READY;
            case FROM_DEVICE -> expectedOut > 0;
            case TO_DEVICE -> expectedIn > 0;
            default -> false;
        };
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
        CommandDescriptor row = command.row.descriptor();
        boolean parameters = command.row.core() || row != null && row.dataLength() == DataLength.ALLOCATION;
        if (transfer.dataIn() && parameters) {
            transfer.total = Math.min(transfer.total, LARGEST_PARAMETER_DATA);
        }
    }
}
