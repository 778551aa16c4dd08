package org.scst.core.internal.primary;

import org.scst.core.device.CommandSet;
import org.scst.core.scsi.PrimaryCommands;

/**
 * The commands that core answers for a logical unit. The places of PERSISTENT RESERVE IN and OUT, the target port group commands
 * and third-party copy are here; until they exist nothing is reported.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class PrimaryCommandSet {
    private PrimaryCommandSet() {}

    /** The set for one logical unit. */
    public static CommandSet of(DeviceFacts facts) {
        ReserveRelease reserve = new ReserveRelease(facts, true);
        ReserveRelease release = new ReserveRelease(facts, false);
        CommandSet.Builder set = CommandSet.builder()
                .add(PrimaryCommands.TEST_UNIT_READY, new TestUnitReady())
                .add(PrimaryCommands.REQUEST_SENSE, new RequestSense(null))
                .add(PrimaryCommands.INQUIRY, new Inquiry(facts))
                .add(new ModeSelect(facts), PrimaryCommands.MODE_SELECT_6, PrimaryCommands.MODE_SELECT_10)
                .add(new ModeSense(facts), PrimaryCommands.MODE_SENSE_6, PrimaryCommands.MODE_SENSE_10)
                .add(reserve, PrimaryCommands.RESERVE_6, PrimaryCommands.RESERVE_10)
                .add(release, PrimaryCommands.RELEASE_6, PrimaryCommands.RELEASE_10)
                .add(PrimaryCommands.REPORT_LUNS, new ReportLuns())
                .add(PrimaryCommands.REPORT_SUPPORTED_OPERATION_CODES, new ReportSupportedOperationCodes())
                .add(
                        PrimaryCommands.REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS,
                        new ReportSupportedTaskManagementFunctions());
        if (facts.characteristics().removable()) {
            set.add(PrimaryCommands.PREVENT_ALLOW_MEDIUM_REMOVAL, new PreventAllowMediumRemoval(facts));
        }
        return set.build();
    }
}
