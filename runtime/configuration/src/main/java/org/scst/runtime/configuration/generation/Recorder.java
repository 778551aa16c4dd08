package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.ConfigurationText;
import org.scst.runtime.configuration.folder.FolderFile;
import org.scst.runtime.configuration.folder.FolderView;
import org.scst.runtime.configuration.folder.Renames;
import org.scst.runtime.configuration.history.History;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was accepted into the history, whoever wrote it. Only what was checked against a description is kept: a file with an
 * error is not, so that a secret that stands where none may stand gets into no history. At the start descriptions come one
 * after the other; what changed while the platform was down is recorded when they are all there, or after 5 s.
 *
 * <p><i>Threading:</i> confined to the configuration thread; {@link #problems} may be called on any.
 */
final class Recorder {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final Duration START = Duration.ofSeconds(5);
    /** How often a history that cannot be read is looked at again. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private static final String UNREADABLE = "somebody, while the history could not be read";

    private final History history;
    private final Ticker ticker;
    private final long startEnds;
    private final Set<String> waiting = new TreeSet<>();
    private long lookAt;
    private boolean started;
    private volatile String failure = "";

    Recorder(History history, Ticker ticker) {
        this.history = history;
        this.ticker = ticker;
        this.startEnds = ticker.nanos() + START.toNanos();
        this.lookAt = ticker.nanos() + AGAIN.toNanos();
    }

    /** Nanoseconds until something that waits is to be recorded, or a history that cannot be read is to be looked at again. */
    long nanosToNext() {
        if (history.fault().isPresent()) {
            return Math.max(0, lookAt - ticker.nanos());
        }
        return started || waiting.isEmpty() ? Long.MAX_VALUE : Math.max(0, startEnds - ticker.nanos());
    }

    /** Whether nothing waits for bundles that are still coming. */
    boolean isStarted() {
        return started || waiting.isEmpty();
    }

    /** These files may have changed. */
    void touched(Set<String> files) {
        waiting.addAll(files);
    }

    /** Records what has waited, if it is time. */
    void record(FolderView view, Evaluation evaluation, String origin) {
        boolean recovered = recovers(view);
        if (waiting.isEmpty() || !isComplete(evaluation)) {
            return;
        }
        Map<String, Optional<byte[]>> contents = new TreeMap<>();
        for (String file : waiting) {
            content(file, view, evaluation).ifPresent(content -> contents.put(file, content));
        }
        waiting.clear();
        String by = recovered ? UNREADABLE : started ? origin : "editor, while the platform was down";
        started = true;
        try {
            history.record(contents, by);
            failure = "";
        } catch (IOException e) {
            LOG.warn("The history could not be written", e);
            failure = e.toString();
        }
    }

    /** Whether a history that could not be read can be now; all files are to be recorded then. */
    private boolean recovers(FolderView view) {
        if (history.fault().isEmpty() || waiting.isEmpty() && lookAt - ticker.nanos() > 0) {
            return false;
        }
        lookAt = ticker.nanos() + AGAIN.toNanos();
        boolean recovered = history.recover();
        if (recovered) {
            waiting.addAll(view.files().keySet());
            waiting.addAll(history.present().keySet());
        }
        return recovered;
    }

    private boolean isComplete(Evaluation evaluation) {
        return started
                || ticker.nanos() - startEnds >= 0
                || evaluation.objects().values().stream().allMatch(AcceptedObject::described);
    }

    /** What the history is to say of a file: what it holds, that it is gone, or nothing. */
    private static Optional<Optional<byte[]>> content(String file, FolderView view, Evaluation evaluation) {
        Optional<AcceptedObject> object = ObjectName.ofFile(file).map(evaluation.objects()::get);
        FolderFile present = view.files().get(file);
        if (object.isPresent()) {
            boolean accepted = present != null
                    && !evaluation.isBlocked(file)
                    && object.get().described();
            return accepted ? object.get().text().map(ConfigurationText::bytes).map(Optional::of) : Optional.empty();
        }
        return present == null ? Optional.of(Optional.empty()) : Optional.empty();
    }

    /** Files that got another name while nobody looked: new names by former ones. */
    Map<String, String> renames(FolderView view) {
        return Renames.between(history.present(), view.contents());
    }

    /** What keeps the history from being kept. */
    List<FileProblem> problems() {
        List<FileProblem> problems = new ArrayList<>();
        history.fault()
                .ifPresent(fault -> problems.add(new FileProblem(
                        "",
                        0,
                        "the history of the configuration cannot be read, changes are not recorded: " + fault,
                        "restore it from a backup, or remove that folder to begin a new one, which is noticed within "
                                + AGAIN.toSeconds() + " s; the files in force are not concerned")));
        if (!failure.isEmpty()) {
            problems.add(new FileProblem(
                    "",
                    0,
                    "the last change could not be recorded in the history: " + failure,
                    "look at space and permissions of the state folder"));
        }
        return problems;
    }
}
