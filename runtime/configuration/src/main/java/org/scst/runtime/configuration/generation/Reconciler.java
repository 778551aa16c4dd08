package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.osgi.service.cm.ConfigurationAdmin;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.description.Descriptions;
import org.scst.runtime.configuration.dialect.Finding;
import org.scst.runtime.configuration.folder.ChangedMeanwhileException;
import org.scst.runtime.configuration.folder.FolderScanner;
import org.scst.runtime.configuration.folder.FolderView;
import org.scst.runtime.configuration.folder.FolderWriter;
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
    private final FolderObserver observer;
    private final FolderWriter writer;
    private final Evaluator evaluator;
    private final ConfigurationAdminStore store;
    private final Generations generations;
    private final ProblemList problemList = new ProblemList();

    private final SortedMap<ObjectName, Map<String, String>> held = new TreeMap<>();
    private final Set<ObjectName> released = new HashSet<>();
    private FolderView view;
    private boolean unfinished;
    private volatile SortedMap<ObjectName, AcceptedObject> accepted = new TreeMap<>();
    private volatile Set<String> vanished = Set.of();
    private volatile List<FileProblem> fileProblems = List.of();

    /**
     * @param scanner reads the folder
     * @param writer writes into it
     * @param descriptions what files may say
     * @param configurationAdmin where objects are held
     * @param ticker the clocks
     * @param thread hands a task back to the configuration thread
     */
    public Reconciler(
            FolderScanner scanner,
            FolderWriter writer,
            Descriptions descriptions,
            ConfigurationAdmin configurationAdmin,
            Ticker ticker,
            Executor thread) {
        this.observer = new FolderObserver(scanner, ticker);
        this.writer = writer;
        this.evaluator = new Evaluator(descriptions);
        this.store = new ConfigurationAdminStore(configurationAdmin);
        this.generations = new Generations(thread, ticker, this::problems);
    }

    /** Something in the folder may have changed. */
    public void hint() {
        observer.hint();
    }

    /** Bundles came or went: files may mean something else now. */
    public void bundlesChanged() {
        if (view != null) {
            settle();
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
            if (observer.isReady() || unfinished) {
                settle();
            }
        }
        return Duration.ofNanos(Math.max(0, Math.min(observer.nanosToNextLook(), generations.expire())));
    }

    /** Rescans at once. */
    public void rescan(CompletableFuture<ChangeReport> report) {
        observer.look();
        settle();
        generations.whenInForce(Set.of(), report);
    }

    /** Applies all edits or none, then waits until they are in force. */
    public void change(List<Edit> edits, CompletableFuture<ChangeReport> report) {
        try {
            Set<String> files = new HashSet<>();
            write(edits, true).forEach(object -> files.add(object.file()));
            observer.look();
            settle();
            generations.whenInForce(files, report);
        } catch (ChangeRefusedException e) {
            report.completeExceptionally(e);
        } catch (IOException e) {
            LOG.warn("A change of configuration files failed", e);
            report.completeExceptionally(EditBatch.refused(
                    "", 0, "the files cannot be written: " + e, "look at space and permissions of the folder"));
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
        Administration core = generations.administration();
        if (core != null) {
            problems.addAll(ProblemList.ofCore(core.platform().problems(), accepted));
        }
        return problems;
    }

    private Set<ObjectName> write(List<Edit> edits, boolean mayRepeat) throws ChangeRefusedException, IOException {
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
        batch.deletions().forEach(object -> observer.forget(object.file()));
        return batch.objects();
    }

    /** Judges the folder as it would be, so that a change which cannot hold is never written. */
    private void refuseErrors(EditBatch batch) throws ChangeRefusedException {
        Map<String, Optional<byte[]>> contents = batch.contents();
        Evaluation future = evaluator.evaluate(observer.look().with(contents), accepted);
        List<FileProblem> reasons = ProblemList.ofFindings(future.findings()).stream()
                .filter(problem -> contents.containsKey(problem.file()) && future.isBlocked(problem.file()))
                .toList();
        if (!reasons.isEmpty()) {
            throw new ChangeRefusedException(reasons);
        }
    }

    private void settle() {
        boolean first = view == null;
        List<FileProblem> problems = new ArrayList<>();
        if (first) {
            recover(problems);
        }
        view = observer.take();
        vanished = view.vanished();
        unfinished = false;
        view.fault()
                .ifPresent(fault -> problems.add(new FileProblem(
                        "", 0, "the folder of the configuration files cannot be read: " + fault, "bring it back")));
        Evaluation evaluation = evaluator.evaluate(view, accepted);
        if (view.fault().isPresent() && first) {
            evaluation.objects().putAll(accepted);
        }
        keepWhatIsInUse(evaluation);
        accepted = evaluation.objects();
        problems.addAll(ProblemList.ofFindings(evaluation.findings()));
        boolean changed = carryOut(Plan.between(held, wanted()), problems);
        fileProblems = List.copyOf(problems);
        problemList.log(problems);
        if (changed || first) {
            generations.apply();
        }
    }

    /** After a restart of this bundle alone, Config Admin still holds what was good before. */
    private void recover(List<FileProblem> problems) {
        SortedMap<ObjectName, AcceptedObject> recovered = new TreeMap<>();
        attempt("", problems, () -> held.putAll(store.objects()));
        held.forEach((name, properties) -> {
            Map<String, String> own = new TreeMap<>(properties);
            own.keySet().removeIf(key -> key.startsWith(ConfigurationAdminStore.OWN));
            Optional<String> former = Optional.ofNullable(properties.get(ConfigurationAdminStore.FORMER_NAME));
            String file = properties.get(ConfigurationAdminStore.FILE);
            recovered.put(name, new AcceptedObject(name, file, own, true, former, Optional.empty()));
        });
        accepted = recovered;
    }

    private void keepWhatIsInUse(Evaluation evaluation) {
        Administration core = generations.administration();
        accepted.forEach((name, object) -> {
            boolean renamed = view.renames().containsKey(object.file());
            if (core == null
                    || renamed
                    || released.contains(name)
                    || view.files().containsKey(object.file())) {
                return;
            }
            new LiveUse(core).of(name).ifPresent(use -> {
                unfinished = true;
                evaluation.objects().put(name, object);
                evaluation
                        .findings()
                        .computeIfAbsent(object.file(), f -> new ArrayList<>())
                        .add(Finding.remark(
                                0,
                                "the file is gone, but " + use,
                                "bring the file back, or unexport \"" + name.name() + "\" by force"));
            });
        });
        released.clear();
    }

    private boolean carryOut(Plan plan, List<FileProblem> problems) {
        plan.deletions()
                .forEach(object -> attempt(object.file(), problems, () -> {
                    store.delete(object);
                    held.remove(object);
                }));
        plan.updates()
                .forEach((object, properties) -> attempt(object.file(), problems, () -> {
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

    private void attempt(String file, List<FileProblem> problems, Action action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Config Admin refused {}", file, e);
            unfinished = true;
            problems.add(new FileProblem(file, 0, "Config Admin refused it: " + e.getMessage(), "look at the log"));
        }
    }

    private SortedMap<ObjectName, Map<String, String>> wanted() {
        SortedMap<ObjectName, Map<String, String>> wanted = new TreeMap<>();
        accepted.forEach((name, object) -> {
            Map<String, String> properties = new TreeMap<>(evaluator.canonical(object));
            properties.put(ConfigurationAdminStore.FILE, object.file());
            properties.put(ConfigurationAdminStore.NAME, name.name());
            object.formerName().ifPresent(former -> properties.put(ConfigurationAdminStore.FORMER_NAME, former));
            wanted.put(name, properties);
        });
        return wanted;
    }
}
