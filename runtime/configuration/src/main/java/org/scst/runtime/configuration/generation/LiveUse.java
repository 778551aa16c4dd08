package org.scst.runtime.configuration.generation;

import java.util.List;
import java.util.Optional;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ChangePlan.Touch;
import org.scst.core.admin.ObjectChange;
import org.scst.runtime.configuration.ObjectName;

/**
 * Says which sessions use an object: such an object does not go because its file was lost, only because somebody said so.
 *
 * <p><i>Threading:</i> confined to one call; looks at core when it is first asked.
 */
final class LiveUse {
    private final Administration administration;
    private TouchedSessions sessions;

    LiveUse(Administration administration) {
        this.administration = administration;
    }

    /** Who uses the object, in words; empty when nobody does. */
    Optional<String> of(ObjectName object) {
        if (sessions == null) {
            sessions = new TouchedSessions(administration);
        }
        ObjectChange removal = new ObjectChange(object.pid(), object.name(), ObjectChange.Kind.REMOVED, "", List.of());
        long initiators = sessions.of(List.of(removal)).stream()
                .filter(Touch::loss)
                .map(Touch::initiator)
                .distinct()
                .count();
        if (initiators == 0) {
            return Optional.empty();
        }
        return Optional.of(initiators == 1 ? "an initiator uses it" : initiators + " initiators use it");
    }
}
