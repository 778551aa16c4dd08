package org.scst.core.internal.logicalunit;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.scst.core.internal.logicalunit.CommandTable.Row;
import org.scst.core.scsi.CommandDescriptor;

/**
 * Which commands a logical unit knows, whatever handles them: the same for all disks of a kind, which share it. So a command to
 * one of thousands of logical units finds its row in a cache.
 *
 * <p><i>Threading:</i> immutable.
 */
final class CommandLayout {
    private final List<Row> rows;
    private final Row[] byOperationCode = new Row[256];
    private final Row[][] byServiceAction = new Row[256][];
    private final Row defaultRow;

    /** @param rows each at the place it names; one without descriptor is the default row */
    CommandLayout(List<Row> rows) {
        this.rows = List.copyOf(rows);
        Row last = rows.isEmpty() ? null : rows.getLast();
        defaultRow = last != null && last.descriptor() == null ? last : null;
        rows.stream().filter(row -> row != defaultRow).forEach(this::put);
    }

    private void put(Row row) {
        int code = row.descriptor().operationCode();
        int action = row.descriptor().serviceAction();
        if (action < 0) {
            byOperationCode[code] = row;
            return;
        }
        Row[] actions = byServiceAction[code];
        if (actions == null || actions.length <= action) {
            actions = actions == null ? new Row[action + 1] : Arrays.copyOf(actions, action + 1);
            byServiceAction[code] = actions;
        }
        actions[action] = row;
    }

    boolean has(List<Row> others) {
        return rows.equals(others);
    }

    Row find(int operationCode, int serviceAction) {
        Row row = byOperationCode[operationCode];
        if (row != null) {
            return row;
        }
        Row[] actions = byServiceAction[operationCode];
        row = actions != null && serviceAction < actions.length ? actions[serviceAction] : null;
        return row != null ? row : defaultRow;
    }

    boolean hasServiceActions(int operationCode) {
        return byServiceAction[operationCode] != null;
    }

    List<CommandDescriptor> descriptors() {
        return rows.stream().map(Row::descriptor).filter(Objects::nonNull).toList();
    }
}
