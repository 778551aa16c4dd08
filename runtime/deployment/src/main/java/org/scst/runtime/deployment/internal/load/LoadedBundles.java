package org.scst.runtime.deployment.internal.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.scst.runtime.deployment.BundleSnapshot;
import org.scst.runtime.deployment.Deployment;
import org.scst.runtime.deployment.DeploymentPlan;
import org.scst.runtime.deployment.DeploymentProblem;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.DeploymentReport;
import org.scst.runtime.deployment.internal.archive.Archives;
import org.scst.runtime.deployment.internal.folder.Deposit;
import org.scst.runtime.deployment.internal.folder.FolderWatch;
import org.scst.runtime.deployment.internal.folder.LoadFolder;
import org.scst.runtime.deployment.internal.folder.Origin;
import org.scst.runtime.deployment.internal.framework.Revisions;

/**
 * The service: everything that reads or changes is done on the deployment's thread, what was last seen is shown to anybody.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class LoadedBundles implements Deployment, AutoCloseable {
    private final Folders folders;
    private final Archives archives;
    private final Installer installer;
    private final Loader loader;
    private final Deployer deployer;
    private final DeploymentThread thread = new DeploymentThread(this::step);
    private final FolderWatch watch;
    private final BundleViews views;
    private final AtomicReference<CompletionStage<DeploymentReport>> latest = new AtomicReference<>();
    private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile List<DeploymentProblem> problems = List.of();

    /**
     * Where jars lie.
     *
     * @param deployed the home's folder
     * @param shipped the distribution's folder
     * @param copies a folder of our own for copies, worthless after the process
     * @param startLevel of product bundles
     */
    public record Folders(Path deployed, Path shipped, Path copies, int startLevel) {}

    /** Nothing is read yet. */
    public LoadedBundles(BundleContext context, Folders folders, DeploymentNews news) throws IOException {
        this(context, folders, news, InstantSource.system(), Revisions.CHANGE_LIMIT);
    }

    /** @param changeLimit what a bundle may take to start or to stop */
    LoadedBundles(
            BundleContext context, Folders folders, DeploymentNews news, InstantSource clock, Duration changeLimit)
            throws IOException {
        this.folders = folders;
        Deposit deposit = new Deposit(folders.deployed);
        Rejections rejections = new Rejections();
        this.archives = new Archives(folders.copies);
        this.installer =
                new Installer(context, archives, deposit, new Revisions(context, folders.startLevel, changeLimit));
        List<LoadFolder> both = List.of(
                new LoadFolder(folders.deployed, Origin.DEPLOYED, archives, clock),
                new LoadFolder(folders.shipped, Origin.SHIPPED, archives, clock));
        this.loader = new Loader(both, archives, installer, rejections, new LoadProblems(news), clock);
        this.deployer = new Deployer(archives, deposit, installer, rejections, loader, news);
        this.views = new BundleViews(context, deposit);
        this.watch = new FolderWatch(List.of(folders.deployed, folders.shipped), thread::hint);
    }

    /**
     * Installs all that lies in the folders, on the caller's thread, then follows them.
     *
     * @param fresh whether the process is starting, so that no copy is in force
     */
    public void start(boolean fresh) throws IOException {
        if (fresh) {
            archives.clear();
        }
        // It has to be there to be watched.
        Files.createDirectories(folders.deployed);
        loader.start();
        publish();
        watch.renew();
        thread.start();
    }

    private Duration step() {
        watch.renew();
        Duration pause = loader.step();
        publish();
        return pause;
    }

    private void publish() {
        problems = loader.problems();
        Map<String, BundleViews.Source> sources = new HashMap<>();
        installer
                .products()
                .forEach(product -> sources.put(
                        product.archive.symbolicName(),
                        new BundleViews.Source(product.origin.toString(), product.archive::shortContent)));
        views.update(sources);
    }

    @Override
    public List<BundleSnapshot> bundles() {
        return views.bundles();
    }

    @Override
    public List<DeploymentProblem> problems() {
        return problems;
    }

    @Override
    public CompletionStage<DeploymentPlan> plan(Path jar) {
        return order(() -> deployer.plan(jar));
    }

    @Override
    public CompletionStage<DeploymentPlan> planRollback(String symbolicName) {
        return order(() -> deployer.plan(deployer.previous(symbolicName)));
    }

    @Override
    public CompletionStage<DeploymentReport> deploy(Path jar) {
        return remember(order(() -> deployer.deploy(jar)));
    }

    @Override
    public CompletionStage<DeploymentReport> rollback(String symbolicName) {
        return remember(order(() -> deployer.deploy(deployer.previous(symbolicName))));
    }

    @Override
    public Optional<CompletionStage<DeploymentReport>> latest() {
        return Optional.ofNullable(latest.get());
    }

    private CompletionStage<DeploymentReport> remember(CompletionStage<DeploymentReport> report) {
        latest.set(report);
        return report;
    }

    /** Something to do on the deployment's thread. */
    private interface Order<T> {
        T run() throws DeploymentRefusedException;
    }

    private <T> CompletionStage<T> order(Order<T> order) {
        CompletableFuture<T> result = new CompletableFuture<>();
        pending.add(result);
        result.whenComplete((value, failure) -> pending.remove(result));
        thread.execute(() -> {
            try {
                T value = order.run();
                publish();
                result.complete(value);
            } catch (DeploymentRefusedException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        if (closed) {
            refusePending();
        }
        return result;
    }

    /** Nobody waits for what is not run any more. */
    private void refusePending() {
        pending.forEach(order -> order.completeExceptionally(
                new IllegalStateException("org.scst.runtime.deployment was stopped before its end")));
    }

    @Override
    public void close() throws IOException {
        thread.stop();
        closed = true;
        refusePending();
        watch.close();
        views.close();
    }
}
