package org.scst.runtime.configuration.generation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.osgi.service.cm.ConfigurationAdmin;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.description.Descriptions;
import org.scst.runtime.configuration.dialect.Finding;
import org.scst.runtime.configuration.folder.FolderScanner;
import org.scst.runtime.configuration.folder.FolderView;
import org.scst.runtime.configuration.folder.FolderWriter;
import org.scst.runtime.configuration.history.History;

/**
 * Keeps Config Admin, hence core, at what the files say; {@link Requests} are what operators ask of it.
 *
 * <p>Changes are collected until the folder was quiet for 100 ms (2 s at most), then become one plan: the delta goes to Config
 * Admin, and core applies it as one generation.
 *
 * <p><i>Threading:</i> confined to the configuration thread; {@link #objects} and {@link #problems} may be called on any.
 */
public final class Reconciler {
    /** Who has changed what no command did. */
    static final String EDITOR = "editor";

    private final FolderObserver observer;
    private final Evaluator evaluator;
    private final Recorder recorder;
    private final History history;
    private final HeldObjects held;
    private final Generations generations;
    private final Requests requests;
    private final ProblemList problemList = new ProblemList();

    private final Set<ObjectName> released = new HashSet<>();
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
        this.history = history;
        this.recorder = new Recorder(history, ticker);
        this.evaluator = new Evaluator(descriptions, new SecretFolder(etc));
        this.held = new HeldObjects(new ConfigurationAdminStore(configurationAdmin), evaluator);
        this.generations = new Generations(thread, ticker, this::problems);
        this.requests = new Requests(this, observer, new FolderWriter(etc), evaluator, history, generations);
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
        return !lost.isEmpty() || held.hasFailed() || !evaluation.dependents().isEmpty();
    }

    /** Looks at every file at once. */
    public void rescan(CompletableFuture<ChangeReport> report) {
        observer.lookAtAll();
        settle(observer.takeAll(), evaluation.dependents(), EDITOR);
        generations.whenInForce(Set.of(), report);
    }

    /** What operators ask for. */
    public Requests requests() {
        return requests;
    }

    Evaluation evaluation() {
        return evaluation;
    }

    SortedMap<ObjectName, AcceptedObject> accepted() {
        return accepted;
    }

    /** Files that are gone, and whose objects are kept as they are in use. */
    Set<String> kept() {
        return Set.copyOf(lost);
    }

    /** These may go though they are in use: somebody said so. */
    void release(Collection<ObjectName> names) {
        released.addAll(names);
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

    /**
     * Brings what was taken into force.
     *
     * @param others files that are to be judged too, though they did not change
     * @param origin who changed them
     */
    void settle(FolderView taken, Set<String> others, String origin) {
        boolean first = view == null;
        List<FileProblem> problems = new ArrayList<>();
        view = taken;
        if (first) {
            evaluation = held.recover(problems);
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
        boolean changed = held.bring(names, accepted, problems);
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
            held.names().forEach(object -> files.add(object.file()));
        }
        return files;
    }

    static Set<ObjectName> names(Set<String> files) {
        Set<ObjectName> names = new TreeSet<>();
        files.forEach(file -> ObjectName.ofFile(file).ifPresent(names::add));
        return names;
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
}
