package org.scst.core.internal.logicalunit;

import java.util.Arrays;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.scsi.CommandDescriptor;

/**
 * The composed table of one logical unit: core's own rows and the device server's, found by operation code and service action
 * without allocation.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class CommandTable {
    private final Row[] byOperationCode = new Row[256];
    private final Row[][] byServiceAction = new Row[256][];
    private final CommandSet set;
    private final Row defaultRow;

    /**
     * One row of the table.
     *
     * @param descriptor facts; {@code null} for the default row
     * @param handler what processes it
     * @param core whether core itself answers: then the medium need not be ready and the device's fence does not hold it
     */
    public record Row(CommandDescriptor descriptor, CommandHandler handler, boolean core) {}

    /**
     * @param device the device server's set; its rows win where both have one
     * @param core core's set
     */
    public CommandTable(CommandSet device, CommandSet core) {
        set = device.over(core);
        for (CommandSet.Entry entry : set.entries()) {
            CommandDescriptor row = entry.descriptor();
            boolean fromDevice = device.find(row.operationCode(), row.serviceAction()) == entry;
            put(new Row(row, entry.handler(), !fromDevice));
        }
        boolean deviceDefault = device.defaultRow() != null;
        defaultRow = set.defaultRow() == null ? null : new Row(null, set.defaultRow(), !deviceDefault);
    }

    private void put(Row row) {
        int code = row.descriptor().operationCode();
        int action = row.descriptor().serviceAction();
        if (action < 0) {
            byOperationCode[code] = row;
            return;
        }
        Row[] rows = byServiceAction[code];
        if (rows == null || rows.length <= action) {
            rows = rows == null ? new Row[action + 1] : Arrays.copyOf(rows, action + 1);
            byServiceAction[code] = rows;
        }
        rows[action] = row;
    }

    /** The row, the default row, or {@code null}. */
    public Row find(int operationCode, int serviceAction) {
        Row row = byOperationCode[operationCode];
        if (row != null) {
            return row;
        }
        Row[] rows = byServiceAction[operationCode];
        row = rows != null && serviceAction < rows.length ? rows[serviceAction] : null;
        return row != null ? row : defaultRow;
    }

    /** Whether an operation code is known, if only with other service actions. */
    public boolean hasServiceActions(int operationCode) {
        return byServiceAction[operationCode] != null;
    }

    /** All rows, for REPORT SUPPORTED OPERATION CODES. */
    public List<CommandSet.Entry> entries() {
        return set.entries();
    }
}
