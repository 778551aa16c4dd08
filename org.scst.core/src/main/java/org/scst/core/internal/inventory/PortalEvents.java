package org.scst.core.internal.inventory;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.Problem;
import org.scst.core.internal.event.Events;

/**
 * What is told of where one driver listens: the difference to what was told before.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class PortalEvents {
    private static final String PORTALS = "portals";

    private final Events events;
    private final String driver;
    private Set<String> open = Set.of();
    private Set<Problem> failed = Set.of();

    PortalEvents(Events events, String driver) {
        this.events = events;
        this.driver = driver;
    }

    /** The driver has taken its configuration. */
    void told(List<String> listening, List<Problem> problems) {
        Set<String> now = new LinkedHashSet<>(listening);
        opened(now);
        closed(now);
        open = now;
        Set<Problem> wrong = new HashSet<>();
        for (Problem problem : problems) {
            if (problem.key().equals(PORTALS) && wrong.add(problem) && !failed.contains(problem)) {
                events.post(
                        EventKind.PORTAL_FAILED,
                        "Driver " + driver + ": " + problem.cause(),
                        driver,
                        problem.cause(),
                        problem.cure());
            }
        }
        failed = wrong;
    }

    private void opened(Set<String> now) {
        now.stream()
                .filter(portal -> !open.contains(portal))
                .forEach(portal -> events.post(
                        EventKind.PORTAL_OPENED, "Driver " + driver + " listens on " + portal, driver, portal));
    }

    private void closed(Set<String> now) {
        open.stream()
                .filter(portal -> !now.contains(portal))
                .forEach(portal -> events.post(
                        EventKind.PORTAL_CLOSED,
                        "Driver " + driver + " no longer listens on " + portal,
                        driver,
                        portal));
    }
}
