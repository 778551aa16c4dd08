package org.scst.runtime.configuration;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.metatype.MetaTypeService;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.runtime.configuration.description.MetatypeDescriptions;
import org.scst.runtime.configuration.folder.FolderWatch;
import org.scst.runtime.configuration.generation.Reconciler;
import org.scst.runtime.configuration.generation.Ticker;
import org.scst.runtime.configuration.history.History;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code etc/} as a service: the property {@code scst.etc} names it, {@code scst.state} names the folder in which
 * the history of its files is kept.
 *
 * <p><i>Threading:</i> thread-safe; OSGi's callbacks and callers only hand over to the configuration thread.
 */
@Component(immediate = true, service = ConfigurationFiles.class)
public final class ConfigurationFolder implements ConfigurationFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFolder.class);

    private final ConfigurationThread thread = new ConfigurationThread();
    private final BundleContext context;
    private final BundleListener bundleListener = this::bundleChanged;
    private final MetatypeDescriptions descriptions;
    private final Reconciler reconciler;
    private final FolderWatch watch;
    private final ProblemNews news = new ProblemNews(InstantSource.system());
    private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();
    private volatile Administration core;
    private volatile boolean stopped;

    /** Starts to follow the folder. */
    @Activate
    public ConfigurationFolder(
            BundleContext context,
            @Reference ConfigurationAdmin configurationAdmin,
            @Reference MetaTypeService metatype)
            throws IOException {
        this.context = context;
        Path etc = folder(context, "scst.etc");
        Path history = folder(context, "scst.state").resolve("history");
        this.descriptions = new MetatypeDescriptions(context, metatype);
        this.reconciler = new Reconciler(
                etc,
                new History(history, InstantSource.system()),
                descriptions,
                configurationAdmin,
                Ticker.system(),
                thread);
        this.watch = new FolderWatch(etc, names -> thread.execute(() -> reconciler.hint(names)));
        context.addBundleListener(bundleListener);
        thread.execute(() -> descriptions.refresh());
        thread.start(() -> {
            watch.renew();
            Duration idle = reconciler.step();
            news.look(reconciler.problems(), generation());
            return idle;
        });
        LOG.info("Configuration files are read from {}", etc);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindEventAdmin(EventAdmin eventAdmin) {
        news.arrived(eventAdmin);
    }

    void unbindEventAdmin(EventAdmin eventAdmin) {
        news.left(eventAdmin);
    }

    private long generation() {
        Administration administration = core;
        return administration == null ? 0 : administration.platform().generation();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAdministration(Administration administration) {
        core = administration;
        thread.execute(() -> reconciler.administration(administration));
    }

    void unbindAdministration(Administration administration) {
        core = core == administration ? null : core;
        thread.execute(() -> reconciler.withdrawn(administration));
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(bundleListener);
        thread.stop();
        stopped = true;
        endPending();
        try {
            watch.close();
        } catch (IOException e) {
            LOG.debug("The watch did not close", e);
        }
    }

    @Override
    public List<ConfiguredObject> objects() {
        return reconciler.objects();
    }

    @Override
    public List<FileProblem> problems() {
        return reconciler.problems();
    }

    @Override
    public CompletionStage<ChangeReport> change(List<Edit> edits) {
        return ask(report -> reconciler.requests().change(List.copyOf(edits), report));
    }

    @Override
    public CompletionStage<ChangeReport> rescan() {
        return ask(reconciler::rescan);
    }

    @Override
    public CompletionStage<List<FileProblem>> check(Path path) {
        return ask(report -> reconciler.requests().check(path, report));
    }

    @Override
    public CompletionStage<ChangePlan> plan(Optional<Path> folder) {
        return ask(report -> reconciler.requests().plan(folder, report));
    }

    @Override
    public CompletionStage<AppliedChange> apply(boolean force) {
        return ask(report -> reconciler.requests().apply(force, report));
    }

    @Override
    public CompletionStage<List<ConfigurationVersion>> versions() {
        return ask(reconciler.requests()::versions);
    }

    @Override
    public CompletionStage<ChangePlan> planUndo(OptionalLong version) {
        return ask(report -> reconciler.requests().planUndo(version, report));
    }

    @Override
    public CompletionStage<AppliedChange> undo(OptionalLong version, boolean force) {
        return ask(report -> reconciler.requests().undo(version, force, report));
    }

    private <T> CompletionStage<T> ask(Consumer<CompletableFuture<T>> request) {
        CompletableFuture<T> report = new CompletableFuture<>();
        pending.add(report);
        report.whenComplete((value, failure) -> pending.remove(report));
        thread.execute(() -> request.accept(report));
        if (stopped) {
            endPending();
        }
        return report;
    }

    /** Nobody waits for what is not run any more. */
    private void endPending() {
        pending.forEach(report -> report.completeExceptionally(
                new IllegalStateException("org.scst.runtime.configuration was stopped before its end")));
    }

    private void bundleChanged(BundleEvent event) {
        int relevant = BundleEvent.RESOLVED | BundleEvent.UPDATED | BundleEvent.UNINSTALLED | BundleEvent.STARTED;
        if ((event.getType() & relevant) != 0) {
            thread.execute(() -> reconciler.bundlesChanged(descriptions.refresh()));
        }
    }

    private static Path folder(BundleContext context, String property) {
        String folder = context.getProperty(property);
        if (folder == null || folder.isBlank()) {
            throw new IllegalStateException("the property " + property
                    + " does not name a folder: start the platform with ./scst run, or set it");
        }
        return Path.of(folder).toAbsolutePath();
    }
}
