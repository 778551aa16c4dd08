package org.scst.core.internal.nexus;

import java.time.Duration;
import java.util.Locale;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.scsi.LogicalUnitNumber;

/** A command in flight at one moment. */
record CommandRow(
        String nexus,
        String initiator,
        String identifier,
        int lun,
        String device,
        String command,
        String state,
        Duration age,
        Duration inState,
        String abortReason)
        implements CommandSnapshot {

    static CommandRow of(Command command, String nexus, long now) {
        long since = command.stateSince == 0 ? command.receivedAt : command.stateSince;
        return new CommandRow(
                nexus,
                command.nexus.description().initiatorName(),
                Long.toHexString(command.identifier()),
                LogicalUnitNumber.number(command.lun()),
                command.itl == null ? "" : command.logicalUnit().name(),
                command.row == null || command.row.descriptor() == null
                        ? command.cdb().toString()
                        : command.row.descriptor().name(),
                command.state.name().toLowerCase(Locale.ROOT),
                Duration.ofNanos(now - command.receivedAt),
                Duration.ofNanos(now - since),
                command.abortReason == AbortReason.NONE
                        ? ""
                        : command.abortReason.name().toLowerCase(Locale.ROOT));
    }
}
