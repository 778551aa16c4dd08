package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.osgi.service.cm.ConfigurationAdmin;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationFiles.AppliedChange;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.description.Descriptions;
import org.scst.runtime.configuration.dialect.Finding;
import org.scst.runtime.configuration.folder.ChangedMeanwhileException;
import org.scst.runtime.configuration.folder.FolderScanner;
import org.scst.runtime.configuration.folder.FolderView;
import org.scst.runtime.configuration.folder.FolderWriter;
import org.scst.runtime.configuration.history.History;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Config Admin, hence core, at what the files say.
 *
 * <p>Changes are collected until the folder was quiet for 100 ms (2 s at most), then become one plan: the delta goes to Config
 * Admin, and core applies it as one generation.
 *
 * <p><i>Threading:</i> confined to the configuration thread; {@link #objects} and {@link #problems} may be called on any.
 */
public final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final String EDITOR = "editor";

    private final FolderObserver observer;
    private final FolderWriter writer;
    private final Evaluator evaluator;
    private final Recorder recorder;
    private final History history;
    private final ConfigurationAdminStore store;
    private final Generations generations;
    private final ProblemList problemList = new ProblemList();

    private final SortedMap<ObjectName, Map<String, String>> held = new TreeMap<>();
    private final Set<ObjectName> released = new HashSet<>();
    private final Set<ObjectName> failed = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private FolderView view;
    private Evaluation evaluation = new Evaluation();
    private volatile SortedMap<ObjectName, AcceptedObject> accepted = new TreeMap<>();
    private volatile Set<String> vanished = Set.of();
    private volatile List<FileProblem> fileProblems = List.of();

    /**
     * @param etc the folder
     * @param history what it held before
     * @param descriptions what files may say
     * @param configurationAdmin where objects are held
     * @param ticker the clocks
     * @param thread hands a task back to the configuration thread
     */
    public Reconciler(
            Path etc,
            History history,
            Descriptions descriptions,
            ConfigurationAdmin configurationAdmin,
            Ticker ticker,
            Executor thread) {
        this.observer = new FolderObserver(new FolderScanner(etc), ticker);
        this.writer = new FolderWriter(etc);
        this.history = history;
        this.recorder = new Recorder(history, ticker);
        this.evaluator = new Evaluator(descriptions, new SecretFolder(etc));
        this.store = new ConfigurationAdminStore(configurationAdmin);
        this.generations = new Generations(thread, ticker, this::problems);
    }

    /**
     * Something in the folder may have changed.
     *
     * @param names of the files; none when it may be any
     */
    public void hint(Set<String> names) {
        observer.hint(names);
    }

    /**
     * Bundles came or went: files may mean something else now.
     *
     * @param descriptionsChanged whether something is described that was not, or in another way
     */
    public void bundlesChanged(boolean descriptionsChanged) {
        if (view == null) {
            return;
        }
        Set<String> files = new HashSet<>(evaluation.findings().keySet());
        evaluation.objects().values().stream()
                .filter(object -> descriptionsChanged || !object.described())
                .forEach(object -> files.add(object.file()));
        if (!files.isEmpty()) {
            settle(observer.take(), files, EDITOR);
        }
    }

    /** Core came, or another one: it is told what holds. */
    public void administration(Administration administration) {
        generations.administration(administration);
        if (view != null) {
            generations.apply();
        }
    }

    /** Core went; nothing happens when another one has come before. */
    public void withdrawn(Administration administration) {
        if (administration.equals(generations.administration())) {
            generations.administration(null);
        }
    }

    /** Does what is due; returns how long nothing else is. */
    public Duration step() {
        if (observer.nanosToNextLook() <= 0) {
            observer.look();
            if (view == null) {
                settle(observer.takeAll(), Set.of(), EDITOR);
            } else if (observer.isReady() || isUnfinished()) {
                settle(observer.take(), evaluation.dependents(), EDITOR);
            }
        }
        if (recorder.nanosToNext() <= 0) {
            record(EDITOR);
        }
        long next = Math.min(observer.nanosToNextLook(), Math.min(generations.expire(), recorder.nanosToNext()));
        return Duration.ofNanos(Math.max(0, next));
    }

    /** Whether what holds may change though no file does. */
    private boolean isUnfinished() {
        return !lost.isEmpty() || !failed.isEmpty() || !evaluation.dependents().isEmpty();
    }

    /** Looks at every file at once. */
    public void rescan(CompletableFuture<ChangeReport> report) {
        observer.lookAtAll();
        settle(observer.takeAll(), evaluation.dependents(), EDITOR);
        generations.whenInForce(Set.of(), report);
    }

    /** Applies all edits or none, then waits until they are in force. */
    public void change(List<Edit> edits, CompletableFuture<ChangeReport> report) {
        guarded(report, () -> {
            Set<String> files = write(edits, true);
            settle(observer.takeWith(files), files, "command");
            generations.whenInForce(files, report);
        });
    }

    /** Brings everything into force that the files say now; with {@code force}, also the loss of what is in use. */
    public void apply(boolean force, CompletableFuture<AppliedChange> report) {
        guarded(report, () -> {
            ChangePlan plan = preview().ofFolderAsItIs();
            Set<String> gone = new HashSet<>(observer.view().vanished());
            gone.forEach(observer::forget);
            gone.addAll(lost);
            gone.addAll(evaluation.dependents());
            if (force) {
                gone.forEach(file -> ObjectName.ofFile(file).ifPresent(released::add));
            }
            observer.look();
            settle(observer.takeAll(), gone, EDITOR);
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
            settle(observer.takeAll(), Set.of(), EDITOR);
            Map<String, Optional<byte[]>> contents = undoing(version);
            ChangePlan plan = preview().of(contents);
            EditBatch batch = EditBatch.restoring(contents, writer);
            if (!force) {
                requireAccepted(batch);
            }
            refuseErrors(batch);
            batch.write();
            released.addAll(batch.deletions());
            written(batch);
            settle(observer.takeWith(contents.keySet()), contents.keySet(), "undo of " + undone(version));
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
        return new Preview(observer, evaluator, evaluation, generations.administration());
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

    /** Every object the files define now; one whose file is gone is not among them, though it still counts for a while. */
    public List<ConfiguredObject> objects() {
        return accepted.values().stream()
                .filter(object -> !vanished.contains(object.file()))
                .map(object -> new ConfiguredObject(
                        object.name().pid(), object.name().name(), object.file(), object.properties()))
                .toList();
    }

    /** What is wrong, in the files and by core's report. */
    public List<FileProblem> problems() {
        List<FileProblem> problems = new ArrayList<>(fileProblems);
        problems.addAll(recorder.problems());
        Administration core = generations.administration();
        if (core != null) {
            problems.addAll(ProblemList.ofCore(core.platform().problems(), accepted));
        }
        return problems;
    }

    private Set<String> write(List<Edit> edits, boolean mayRepeat) throws ChangeRefusedException, IOException {
        EditBatch batch = EditBatch.prepare(edits, writer, accepted);
        refuseErrors(batch);
        try {
            batch.write();
        } catch (ChangedMeanwhileException e) {
            if (mayRepeat) {
                return write(edits, false);
            }
            throw EditBatch.refused("", 0, e.getMessage(), "wait until the other has finished, then try again");
        }
        released.addAll(batch.deletions());
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
        Evaluation future = evaluator.evaluate(observer.look().with(contents), evaluation, contents.keySet());
        List<FileProblem> reasons = ProblemList.ofFindings(future.findings()).stream()
                .filter(problem -> contents.containsKey(problem.file()) && future.isBlocked(problem.file()))
                .toList();
        if (!reasons.isEmpty()) {
            throw new ChangeRefusedException(reasons);
        }
    }

    /**
     * Brings what was taken into force.
     *
     * @param others files that are to be judged too, though they did not change
     * @param origin who changed them
     */
    private void settle(FolderView taken, Set<String> others, String origin) {
        boolean first = view == null;
        List<FileProblem> problems = new ArrayList<>();
        view = taken;
        if (first) {
            recover(problems);
            Map<String, String> renames = recorder.renames(taken);
            renames.putAll(taken.renames());
            view = taken.since(taken.touched(), renames);
        }
        vanished = view.vanished();
        view.fault()
                .ifPresent(fault -> problems.add(new FileProblem(
                        "", 0, "the folder of the configuration files cannot be read: " + fault, "bring it back")));
        Evaluation before = evaluation;
        Set<String> files = affected(first, others);
        evaluation = first ? evaluator.evaluate(view, before) : evaluator.evaluate(view, before, files);
        files.addAll(evaluation.contested());
        if (view.fault().isPresent() && first) {
            evaluation.objects().putAll(before.objects());
        }
        Set<ObjectName> names = names(files);
        keepWhatIsInUse(names, before);
        accepted = evaluation.objects();
        problems.addAll(ProblemList.ofFindings(evaluation.findings()));
        names.addAll(failed);
        failed.clear();
        boolean changed = carryOut(Plan.between(names, held, wanted(names)), problems);
        fileProblems = List.copyOf(problems);
        if (changed || first) {
            generations.apply();
        }
        recorder.touched(files);
        record(origin);
    }

    private void record(String origin) {
        recorder.record(view, evaluation, origin);
        if (recorder.isStarted()) {
            // Before that, bundles are still coming, and what they describe looks unknown.
            problemList.log(fileProblems);
        }
    }

    private Set<String> affected(boolean first, Set<String> others) {
        Set<String> files = new HashSet<>(others);
        files.addAll(view.touched());
        files.addAll(lost);
        files.addAll(evaluation.contested());
        if (first) {
            files.addAll(view.files().keySet());
            files.addAll(history.present().keySet());
            held.keySet().forEach(object -> files.add(object.file()));
        }
        return files;
    }

    private static Set<ObjectName> names(Set<String> files) {
        Set<ObjectName> names = new TreeSet<>();
        files.forEach(file -> ObjectName.ofFile(file).ifPresent(names::add));
        return names;
    }

    /** After a restart of this bundle alone, Config Admin still holds what was good before. */
    private void recover(List<FileProblem> problems) {
        evaluation = new Evaluation();
        try {
            held.putAll(store.objects());
        } catch (IOException | RuntimeException e) {
            LOG.warn("What Config Admin holds could not be read", e);
            problems.add(new FileProblem("", 0, "Config Admin cannot be read: " + e.getMessage(), "look at the log"));
        }
        held.forEach((name, properties) -> {
            Map<String, String> own = new TreeMap<>(properties);
            own.keySet().removeIf(key -> key.startsWith(ConfigurationAdminStore.OWN));
            Optional<String> former = Optional.ofNullable(properties.get(ConfigurationAdminStore.FORMER_NAME));
            String file = properties.get(ConfigurationAdminStore.FILE);
            evaluation.objects().put(name, new AcceptedObject(name, file, own, true, former, Optional.empty()));
        });
    }

    private void keepWhatIsInUse(Set<ObjectName> names, Evaluation before) {
        lost.clear();
        Administration core = generations.administration();
        if (core != null) {
            LiveUse use = new LiveUse(core);
            names.forEach(name -> Optional.ofNullable(before.objects().get(name))
                    .filter(this::isLost)
                    .ifPresent(object -> use.of(name).ifPresent(users -> keep(object, users))));
        }
        released.clear();
    }

    private boolean isLost(AcceptedObject object) {
        return !view.renames().containsKey(object.file())
                && !released.contains(object.name())
                && !view.files().containsKey(object.file());
    }

    private void keep(AcceptedObject object, String users) {
        lost.add(object.file());
        evaluation.objects().put(object.name(), object);
        evaluation.add(
                object.file(),
                Finding.remark(
                        0, "the file is gone, but " + users, "bring the file back, or let it go by \"apply --force\""));
    }

    private boolean carryOut(Plan plan, List<FileProblem> problems) {
        plan.deletions()
                .forEach(object -> attempt(object, problems, () -> {
                    store.delete(object);
                    held.remove(object);
                }));
        plan.updates()
                .forEach((object, properties) -> attempt(object, problems, () -> {
                    store.put(object, properties);
                    held.put(object, properties);
                }));
        return !plan.isEmpty();
    }

    /** Something that Config Admin may refuse. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private void attempt(ObjectName object, List<FileProblem> problems, Action action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Config Admin refused {}", object, e);
            failed.add(object);
            problems.add(
                    new FileProblem(object.file(), 0, "Config Admin refused it: " + e.getMessage(), "look at the log"));
        }
    }

    private Map<ObjectName, Map<String, String>> wanted(Set<ObjectName> names) {
        Map<ObjectName, Map<String, String>> wanted = new TreeMap<>();
        names.forEach(name -> {
            AcceptedObject object = accepted.get(name);
            if (object == null) {
                return;
            }
            Map<String, String> properties = new TreeMap<>(evaluator.canonical(object));
            properties.put(ConfigurationAdminStore.FILE, object.file());
            properties.put(ConfigurationAdminStore.NAME, name.name());
            object.formerName().ifPresent(former -> properties.put(ConfigurationAdminStore.FORMER_NAME, former));
            wanted.put(name, properties);
        });
        return wanted;
    }
}
