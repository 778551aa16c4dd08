package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationFiles.AppliedChange;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.runtime.configuration.folder.ChangedMeanwhileException;
import org.scst.runtime.configuration.folder.FolderWriter;
import org.scst.runtime.configuration.history.History;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators ask for: changes of the files, previews of changes, and taking changes back.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
public final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final Reconciler reconciler;
    private final FolderObserver observer;
    private final FolderWriter writer;
    private final Evaluator evaluator;
    private final History history;
    private final Generations generations;

    Requests(
            Reconciler reconciler,
            FolderObserver observer,
            FolderWriter writer,
            Evaluator evaluator,
            History history,
            Generations generations) {
        this.reconciler = reconciler;
        this.observer = observer;
        this.writer = writer;
        this.evaluator = evaluator;
        this.history = history;
        this.generations = generations;
    }

    /** Applies all edits or none, then waits until they are in force. */
    public void change(List<Edit> edits, CompletableFuture<ChangeReport> report) {
        guarded(report, () -> {
            Set<String> files = write(edits, true);
            reconciler.settle(observer.takeWith(files), files, "command");
            generations.whenInForce(files, report);
        });
    }

    /** Brings everything into force that the files say now; with {@code force}, also the loss of what is in use. */
    public void apply(boolean force, CompletableFuture<AppliedChange> report) {
        guarded(report, () -> {
            ChangePlan plan = preview().ofFolderAsItIs();
            Set<String> gone = new HashSet<>(observer.view().vanished());
            gone.forEach(observer::forget);
            gone.addAll(reconciler.kept());
            gone.addAll(reconciler.evaluation().dependents());
            if (force) {
                reconciler.release(Reconciler.names(gone));
            }
            observer.look();
            reconciler.settle(observer.takeAll(), gone, Reconciler.EDITOR);
            reportInForce(plan, Set.of(), report);
        });
    }

    /** What is wrong with a folder's files, or with one file, as if they stood in the folder. */
    public void check(Path path, CompletableFuture<List<FileProblem>> report) {
        guarded(report, () -> report.complete(preview().problems(path)));
    }

    /** What would change if a folder's files stood in the folder; without one, what will change by what stands there now. */
    public void plan(Optional<Path> folder, CompletableFuture<ChangePlan> report) {
        guarded(
                report,
                () -> report.complete(
                        folder.isPresent()
                                ? preview().ofFolder(folder.get())
                                : preview().ofFolderAsItIs()));
    }

    /** The changes that can be taken back. */
    public void versions(CompletableFuture<List<ConfigurationVersion>> report) {
        report.complete(history.versions());
    }

    /** What taking back a change and all after it would change. */
    public void planUndo(OptionalLong version, CompletableFuture<ChangePlan> report) {
        guarded(report, () -> {
            observer.lookAtAll();
            report.complete(preview().of(undoing(version)));
        });
    }

    /** Takes back a change and all after it, as one change. */
    public void undo(OptionalLong version, boolean force, CompletableFuture<AppliedChange> report) {
        guarded(report, () -> {
            observer.lookAtAll();
            reconciler.settle(observer.takeAll(), Set.of(), Reconciler.EDITOR);
            Map<String, Optional<byte[]>> contents = undoing(version);
            ChangePlan plan = preview().of(contents);
            EditBatch batch = EditBatch.restoring(contents, writer);
            if (!force) {
                requireAccepted(batch);
            }
            refuseErrors(batch);
            batch.write();
            reconciler.release(batch.deletions());
            written(batch);
            reconciler.settle(observer.takeWith(contents.keySet()), contents.keySet(), "undo of " + undone(version));
            reportInForce(plan, contents.keySet(), report);
        });
    }

    private long undone(OptionalLong version) throws ChangeRefusedException {
        List<ConfigurationVersion> versions = history.versions();
        if (versions.isEmpty()) {
            throw EditBatch.refused("", 0, "no change is recorded that could be taken back", "edit the files");
        }
        long number = version.orElse(versions.getFirst().number());
        if (versions.stream().noneMatch(each -> each.number() == number)) {
            throw EditBatch.refused(
                    "", 0, "no change has the number " + number, "\"undo --list\" shows those that can be taken back");
        }
        return number;
    }

    private Map<String, Optional<byte[]>> undoing(OptionalLong version) throws ChangeRefusedException, IOException {
        return history.before(undone(version));
    }

    /** An edit that was not accepted is in no history: it is not lost without a word. */
    private void requireAccepted(EditBatch batch) throws ChangeRefusedException {
        for (Map.Entry<String, Optional<byte[]>> entry : batch.before().entrySet()) {
            byte[] accepted = history.present().get(entry.getKey());
            boolean same = entry.getValue()
                    .map(content -> Arrays.equals(content, accepted))
                    .orElse(accepted == null);
            if (!same) {
                throw EditBatch.refused(
                        entry.getKey(),
                        0,
                        "it holds an edit that was not accepted and would be lost",
                        "correct it first, or undo by force");
            }
        }
    }

    private void reportInForce(ChangePlan plan, Set<String> files, CompletableFuture<AppliedChange> report) {
        CompletableFuture<ChangeReport> inForce = new CompletableFuture<>();
        inForce.thenAccept(changed -> report.complete(new AppliedChange(plan, changed)));
        generations.whenInForce(files, inForce);
    }

    private Preview preview() {
        return new Preview(observer, evaluator, reconciler.evaluation(), generations.administration());
    }

    /** Something an operator asked for, which can be refused. */
    @FunctionalInterface
    private interface Request {
        void run() throws ChangeRefusedException, IOException;
    }

    private static void guarded(CompletableFuture<?> report, Request request) {
        try {
            request.run();
        } catch (ChangeRefusedException e) {
            report.completeExceptionally(e);
        } catch (IOException e) {
            LOG.warn("Configuration files could not be read or written", e);
            report.completeExceptionally(EditBatch.refused(
                    "", 0, "the files cannot be read or written: " + e, "look at space and permissions of the folder"));
        } catch (RuntimeException e) {
            LOG.error("A bug: a request failed", e);
            report.completeExceptionally(e);
        }
    }

    private Set<String> write(List<Edit> edits, boolean mayRepeat) throws ChangeRefusedException, IOException {
        EditBatch batch = EditBatch.prepare(edits, writer, reconciler.accepted());
        refuseErrors(batch);
        try {
            batch.write();
        } catch (ChangedMeanwhileException e) {
            if (mayRepeat) {
                return write(edits, false);
            }
            throw EditBatch.refused("", 0, e.getMessage(), "wait until the other has finished, then try again");
        }
        reconciler.release(batch.deletions());
        written(batch);
        return batch.contents().keySet();
    }

    private void written(EditBatch batch) {
        observer.renamed(batch.renames());
        batch.deletions().forEach(object -> observer.forget(object.file()));
        observer.hint(batch.contents().keySet());
        observer.look();
    }

    /** Judges the folder as it would be, so that a change which cannot hold is never written. */
    private void refuseErrors(EditBatch batch) throws ChangeRefusedException {
        Map<String, Optional<byte[]>> contents = batch.contents();
        Evaluation future =
                evaluator.evaluate(observer.look().with(contents), reconciler.evaluation(), contents.keySet());
        List<FileProblem> reasons = ProblemList.ofFindings(future.findings()).stream()
                .filter(problem -> contents.containsKey(problem.file()) && future.isBlocked(problem.file()))
                .toList();
        if (!reasons.isEmpty()) {
            throw new ChangeRefusedException(reasons);
        }
    }
}
