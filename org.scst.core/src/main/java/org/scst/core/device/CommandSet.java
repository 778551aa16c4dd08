package org.scst.core.device;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.scsi.CommandDescriptor;

/**
 * Pairs of (row, handler), by operation code and service action; what REPORT SUPPORTED OPERATION CODES says is derived from it.
 * A plain list, for each device keeps one: core composes the table that commands are found by.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class CommandSet {
    private final List<Entry> entries;
    private final CommandHandler defaultRow;

    private CommandSet(List<Entry> entries, CommandHandler defaultRow) {
        this.entries = List.copyOf(entries);
        this.defaultRow = defaultRow;
        for (int i = 0; i < entries.size(); i++) {
            verifyAlone(entries.get(i).descriptor(), entries.subList(0, i));
        }
    }

    private static void verifyAlone(CommandDescriptor row, List<Entry> others) {
        for (Entry entry : others) {
            CommandDescriptor other = entry.descriptor();
            boolean whole = row.serviceAction() < 0 || other.serviceAction() < 0;
            if (row.operationCode() == other.operationCode()
                    && (whole || row.serviceAction() == other.serviceAction())) {
                throw new IllegalArgumentException("two rows for " + row.name());
            }
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
        for (Entry entry : entries) {
            CommandDescriptor row = entry.descriptor();
            if (row.operationCode() == operationCode
                    && (row.serviceAction() < 0 || row.serviceAction() == serviceAction)) {
                return entry;
            }
        }
        return null;
    }

    /** Whether the operation code is told apart by service actions. */
    public boolean hasServiceActions(int operationCode) {
        return entries.stream()
                .map(Entry::descriptor)
                .anyMatch(row -> row.operationCode() == operationCode && row.serviceAction() >= 0);
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
