package org.scst.runtime.deployment.internal.framework;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs, replaces and uninstalls product bundles. Only what is wired to a bundle is refreshed with it.
 *
 * <p><i>Threading:</i> confined to the deployment's thread, which waits here until a change is through.
 */
public final class Revisions {
    private static final Logger LOG = LoggerFactory.getLogger(Revisions.class);
    private static final String LOCATION = "load:";
    /** Shipped jars, separated as a class path is, whose content the framework has at hand, by the location of what they are named as. */
    private static final String CONNECTED = "scst.product.connected";

    static final Duration PAUSE = Duration.ofMillis(20);
    /** Several times in a row: a service is back a moment before its user has drawn all conclusions. */
    private static final int CONFIRMATIONS = 3;

    /** One second: who tries to start more than once may have come too early the first time. */
    static final int CONFIRMATIONS_OF_FAILURE = 50;
    /** Commands wait 20 s for a handler or driver: a revision that does not serve has to be taken back well within that. */
    static final Duration SERVING_LIMIT = Duration.ofSeconds(8);
    /** When others restart with it nobody's commands wait any more. */
    private static final Duration SERVING_LIMIT_WITH_OTHERS = Duration.ofSeconds(30);

    /** What a bundle may take to start or to stop. */
    public static final Duration CHANGE_LIMIT = Duration.ofSeconds(40);

    private final BundleContext context;
    private final int startLevel;
    private final Duration changeLimit;
    private final Set<Path> connected;
    private int installedBeside;

    /**
     * @param startLevel of new bundles
     * @param changeLimit what a bundle may take to start or to stop
     */
    public Revisions(BundleContext context, int startLevel, Duration changeLimit) {
        this.context = context;
        this.startLevel = startLevel;
        this.changeLimit = changeLimit;
        String jars = context.getProperty(CONNECTED);
        this.connected = jars == null
                ? Set.of()
                : Arrays.stream(jars.split(File.pathSeparator)).map(Path::of).collect(Collectors.toSet());
    }

    /** The bundle that an earlier life of this one installed; {@code null} for none. */
    public Bundle installed(String symbolicName) {
        List<Bundle> found = Arrays.stream(context.getBundles())
                .filter(bundle -> isProduct(bundle) && symbolicName.equals(bundle.getSymbolicName()))
                .sorted(Comparator.comparing(bundle -> bundle.getState() != Bundle.ACTIVE))
                .toList();
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Whether a bundle was installed from {@code load/}. */
    public static boolean isProduct(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    /** Installs a bundle and has it started as soon as its start level is reached. */
    public Bundle install(Archive archive) throws BundleException, IOException {
        return install(archive, LOCATION + archive.symbolicName());
    }

    /**
     * The same for a jar that came with the platform. Where the framework has its content at hand (in the class path of the process) it
     * takes that, until the bundle is updated.
     *
     * @param file where the jar lies
     */
    public Bundle installShipped(Archive archive, Path file) throws BundleException, IOException {
        if (!connected.contains(file) || !file.endsWith(archive.symbolicName() + ".jar")) {
            return install(archive);
        }
        Bundle bundle = context.installBundle(LOCATION + archive.symbolicName());
        bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
        return bundle;
    }

    private Bundle install(Archive archive, String location) throws BundleException, IOException {
        Bundle bundle;
        try (InputStream jar = archive.open()) {
            bundle = context.installBundle(location, jar);
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
        return bundle;
    }

    /**
     * Installs a bundle beside one whose place it is to take; nothing of it runs. In another location than any before: one that hangs
     * cannot be uninstalled and keeps its own.
     */
    Bundle installBeside(Archive archive) throws BundleException, IOException {
        installedBeside++;
        return install(archive, LOCATION + archive.symbolicName() + "@" + installedBeside);
    }

    /** Starts it; bounded, as an activator may hang. */
    public void start(Bundle bundle) throws BundleException {
        Bounded.run(changeLimit, bundle.getSymbolicName() + " does not come up", bundle::start);
    }

    /**
     * Stops it; bounded, as an activator may hang. One that throws meanwhile has stopped nevertheless ({@link Bundle#stop(int)}).
     *
     * @throws BundleException when it does not stop
     */
    void stop(Bundle bundle) throws BundleException {
        Bounded.run(changeLimit, bundle.getSymbolicName() + " does not stop", () -> stopAtOnce(bundle));
    }

    private static void stopAtOnce(Bundle bundle) throws BundleException {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException e) {
            if ((bundle.getState() & (Bundle.RESOLVED | Bundle.INSTALLED)) == 0) {
                throw e;
            }
            LOG.warn("{} has not stopped in order", bundle, e);
        }
    }

    /** Stops and uninstalls; who was wired to it goes on without its services until it is back. */
    public void uninstall(Bundle bundle) throws BundleException {
        Bounded.run(changeLimit, bundle.getSymbolicName() + " does not stop", bundle::uninstall);
    }

    /** What is restarted with a bundle, beside it. */
    public List<Bundle> restartedWith(Bundle bundle) {
        List<Bundle> others = new ArrayList<>(wiring().getDependencyClosure(List.of(bundle)));
        others.remove(bundle);
        return others;
    }

    /** Has bundles wired anew whose suppliers were uninstalled and are back. */
    public void refreshPending() throws BundleException {
        if (!wiring().getRemovalPendingBundles().isEmpty()) {
            refresh(null);
        }
    }

    /**
     * Replaces the revision of a bundle and waits until everything serves that served. Who is wired to the bundle restarts with it;
     * for one that restarts alone see {@link Succession}.
     *
     * @return what does not serve; empty when all does
     */
    public List<String> replace(Bundle bundle, Archive archive, Serving before) {
        try {
            Bounded.run(changeLimit, bundle.getSymbolicName() + " hangs", () -> swap(bundle, archive, before));
        } catch (BundleException e) {
            LOG.warn("{} did not take the place of its predecessor", archive, e);
            return List.of(said(e));
        }
        return awaitServing(before, SERVING_LIMIT_WITH_OTHERS);
    }

    private void swap(Bundle bundle, Archive archive, Serving before) throws BundleException {
        // Stopped first, so that nobody is started twice: once on the old wiring, once after the refresh.
        stopAtOnce(bundle);
        try (InputStream jar = archive.open()) {
            bundle.update(jar);
            refresh(List.of(bundle));
        } catch (IOException e) {
            throw new BundleException("its copy cannot be read: " + e.getMessage(), e);
        }
        bundle.start();
        before.start();
    }

    private void refresh(Collection<Bundle> bundles) throws BundleException {
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring().refreshBundles(bundles, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        try {
            if (!refreshed.await(changeLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BundleException("the framework does not end the refresh");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BundleException("the platform is stopping", e);
        }
    }

    /** What does not serve when the limit is over, or when what failed says that it is in vain to wait. */
    static List<String> awaitServing(Serving before, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        int confirmed = 0;
        int failed = 0;
        List<String> missing = before.missing();
        while (System.nanoTime() - end < 0) {
            confirmed = missing.isEmpty() ? confirmed + 1 : 0;
            if (confirmed == CONFIRMATIONS) {
                return List.of();
            }
            List<String> failures = before.failures();
            failed = failures.isEmpty() ? 0 : failed + 1;
            if (failed == CONFIRMATIONS_OF_FAILURE) {
                return failures;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                return List.of("the platform is stopping");
            }
            missing = before.missing();
        }
        return missing;
    }

    /** What an exception says to an operator. */
    public static String said(BundleException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private FrameworkWiring wiring() {
        return context.getBundle(0).adapt(FrameworkWiring.class);
    }
}
