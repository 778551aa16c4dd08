package org.scst.core.internal.logicalunit;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.scsi.CommandDescriptor;

/**
 * The composed table of one logical unit: core's own rows and the device server's, found by operation code and service action
 * without allocation. Its own are only the handlers.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class CommandTable {
    private static final int READ_10 = 0x28;
    private final CommandLayout layout;
    /** Place of READ (10), which stands for what most commands use; -1 where there is none. */
    private final int usual;

    private final CommandHandler[] handlers;
    private final CommandLayouts layouts;
    private final CommandSet device;

    /**
     * One row of the table.
     *
     * @param descriptor facts; {@code null} for the default row
     * @param core whether core itself answers: then the medium need not be ready and the device's fence does not hold it
     * @param place of what processes it, see {@link #handler}
     */
    public record Row(CommandDescriptor descriptor, boolean core, int place) {}

    /** A table that shares nothing with others. */
    public CommandTable(CommandSet device, CommandSet core) {
        this(device, core, new CommandLayouts());
    }

    /**
     * @param device the device server's set; its rows win where both have one
     * @param core core's set
     * @param layouts shared with tables of the same rows
     */
    public CommandTable(CommandSet device, CommandSet core, CommandLayouts layouts) {
        List<Row> rows = new ArrayList<>();
        List<CommandHandler> composed = new ArrayList<>();
        CommandSet set = device.over(core);
        for (CommandSet.Entry entry : set.entries()) {
            CommandDescriptor row = entry.descriptor();
            boolean fromDevice = device.find(row.operationCode(), row.serviceAction()) == entry;
            rows.add(new Row(row, !fromDevice, rows.size()));
            composed.add(entry.handler());
        }
        if (set.defaultRow() != null) {
            rows.add(new Row(null, device.defaultRow() == null, rows.size()));
            composed.add(set.defaultRow());
        }
        this.layouts = layouts;
        this.device = device;
        this.layout = layouts.of(rows);
        this.handlers = composed.toArray(CommandHandler[]::new);
        Row read = layout.find(READ_10, -1);
        this.usual = read == null ? -1 : read.place();
    }

    /** Reads what nearly every command needs; the result means nothing. */
    public int glance() {
        return usual < 0 ? 0 : handlers[usual].glance();
    }

    /** The table of the same logical unit with another device server. */
    public CommandTable replacedBy(CommandSet device, CommandSet core) {
        return new CommandTable(device, core, layouts);
    }

    /** The same device server's with other commands of core. */
    public CommandTable withCore(CommandSet core) {
        return new CommandTable(device, core, layouts);
    }

    /** The row, the default row, or {@code null}. */
    public Row find(int operationCode, int serviceAction) {
        return layout.find(operationCode, serviceAction);
    }

    /** What processes the commands of one of its rows. */
    public CommandHandler handler(Row row) {
        return handlers[row.place()];
    }

    /** Whether an operation code is known, if only with other service actions. */
    public boolean hasServiceActions(int operationCode) {
        return layout.hasServiceActions(operationCode);
    }

    /** Every row but the default one, for REPORT SUPPORTED OPERATION CODES. */
    public List<CommandDescriptor> descriptors() {
        return layout.descriptors();
    }
}
