package org.scst.runtime.configuration;

import java.time.InstantSource;
import java.util.List;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.EventKind;

/**
 * Tells by an event when what is wrong with the files has changed.
 *
 * <p><i>Threading:</i> {@link #look} is confined to the configuration thread; Event Admin may come and go on any.
 */
final class ProblemNews {
    private final InstantSource clock;
    private volatile EventAdmin eventAdmin;
    private List<FileProblem> told = List.of();

    ProblemNews(InstantSource clock) {
        this.clock = clock;
    }

    void arrived(EventAdmin service) {
        eventAdmin = service;
    }

    void left(EventAdmin service) {
        if (eventAdmin == service) {
            eventAdmin = null;
        }
    }

    /** @param generation in force, 0 when there is none or core is away */
    void look(List<FileProblem> problems, long generation) {
        EventAdmin to = eventAdmin;
        if (to == null || problems.equals(told)) {
            return;
        }
        told = List.copyOf(problems);
        to.postEvent(problems.isEmpty() ? nothingRefused(generation) : refused(problems, generation));
    }

    private Event nothingRefused(long generation) {
        return new Event(
                EventKind.CONFIGURATION_APPLIED.topic(),
                EventKind.CONFIGURATION_APPLIED.describe(
                        clock.millis(), "Everything the files say is in force", generation, 0));
    }

    private Event refused(List<FileProblem> problems, long generation) {
        List<String> sentences = problems.stream().map(FileProblem::sentence).toList();
        String others = problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more";
        return new Event(
                EventKind.CONFIGURATION_REFUSED.topic(),
                EventKind.CONFIGURATION_REFUSED.describe(
                        clock.millis(),
                        "Not in force: " + sentences.getFirst() + others,
                        generation,
                        problems.size(),
                        sentences));
    }
}
