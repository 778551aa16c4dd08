package org.scst.core.admin;

import java.util.List;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/**
 * What would happen if some files came into force: nothing of it has happened.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param changes of objects, sorted by PID and name
 * @param touched sessions that would notice
 * @param problems what would not hold, and why
 */
public record ChangePlan(List<ObjectChange> changes, List<Touch> touched, List<FileProblem> problems) {

    /** Copies its arguments. */
    public ChangePlan {
        changes = List.copyOf(changes);
        touched = List.copyOf(touched);
        problems = List.copyOf(problems);
    }

    /** Whether something is taken away from a session. */
    public boolean needsForce() {
        return touched.stream().anyMatch(Touch::loss);
    }

    /**
     * What one session would notice.
     *
     * @param nexus its id
     * @param initiator its initiator
     * @param address where that is
     * @param target the target it is logged in to
     * @param lun the logical unit's number; -1 for the session as a whole
     * @param device the device behind it; empty for the session as a whole
     * @param effect what it would notice, a few words
     * @param loss whether something is taken away from it
     */
    public record Touch(
            String nexus,
            String initiator,
            String address,
            String target,
            int lun,
            String device,
            String effect,
            boolean loss) {}
}
