package org.scst.core.device;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.scsi.CommandDescriptor;

/**
 * Pairs of (row, handler), by operation code and service action; what REPORT SUPPORTED OPERATION CODES says is derived from it.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class CommandSet {
    private final List<Entry> entries;
    private final Entry[] byOperationCode = new Entry[256];
    private final Map<Integer, Entry> byServiceAction = new HashMap<>();
    private final boolean[] hasServiceActions = new boolean[256];
    private final CommandHandler defaultRow;

    private CommandSet(List<Entry> entries, CommandHandler defaultRow) {
        this.entries = List.copyOf(entries);
        this.defaultRow = defaultRow;
        this.entries.forEach(this::index);
    }

    private void index(Entry entry) {
        CommandDescriptor row = entry.descriptor();
        int code = row.operationCode();
        boolean plain = row.serviceAction() < 0;
        Entry earlier = plain ? byOperationCode[code] : byServiceAction.put(key(code, row.serviceAction()), entry);
        if (earlier != null || (plain ? hasServiceActions[code] : byOperationCode[code] != null)) {
            throw new IllegalArgumentException("two rows for " + row.name());
        }
        if (plain) {
            byOperationCode[code] = entry;
        } else {
            hasServiceActions[code] = true;
        }
    }

    /** A row and what processes it. */
    public record Entry(CommandDescriptor descriptor, CommandHandler handler) {}

    /** Starts an empty set. */
    public static Builder builder() {
        return new Builder();
    }

    /** The entry for an operation code without service actions, else for the service action; {@code null} when there is none. */
    public Entry find(int operationCode, int serviceAction) {
        Entry entry = byOperationCode[operationCode];
        if (entry != null || !hasServiceActions[operationCode]) {
            return entry;
        }
        return byServiceAction.get(key(operationCode, serviceAction));
    }

    /** Whether the operation code is told apart by service actions. */
    public boolean hasServiceActions(int operationCode) {
        return hasServiceActions[operationCode];
    }

    /** Processes operation codes that have no row (vendor codes of real devices and user programs), or {@code null}. */
    public CommandHandler defaultRow() {
        return defaultRow;
    }

    /** All pairs, in the order given. */
    public List<Entry> entries() {
        return entries;
    }

    /** This set's pairs, and those of {@code base} for which this set has none. */
    public CommandSet over(CommandSet base) {
        List<Entry> all = new ArrayList<>(entries);
        for (Entry entry : base.entries) {
            CommandDescriptor row = entry.descriptor();
            if (find(row.operationCode(), row.serviceAction()) == null) {
                all.add(entry);
            }
        }
        return new CommandSet(all, defaultRow != null ? defaultRow : base.defaultRow);
    }

    private static int key(int operationCode, int serviceAction) {
        return operationCode << 16 | serviceAction;
    }

    /** Collects pairs; duplicates are refused when the set is built. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();
        private CommandHandler defaultRow;

        /** Adds a row and its handler. */
        public Builder add(CommandDescriptor descriptor, CommandHandler handler) {
            entries.add(new Entry(descriptor, handler));
            return this;
        }

        /** One handler for several rows of a family. */
        public Builder add(CommandHandler handler, CommandDescriptor... descriptors) {
            for (CommandDescriptor descriptor : descriptors) {
                add(descriptor, handler);
            }
            return this;
        }

        /** Sets the default row. */
        public Builder otherwise(CommandHandler handler) {
            defaultRow = handler;
            return this;
        }

        /**
         * The set.
         *
         * @throws IllegalArgumentException when two rows answer the same operation code and service action
         */
        public CommandSet build() {
            return new CommandSet(entries, defaultRow);
        }
    }
}
