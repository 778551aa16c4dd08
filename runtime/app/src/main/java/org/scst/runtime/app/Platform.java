package org.scst.runtime.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.connect.ConnectFrameworkFactory;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The OSGi framework with the platform's bundles; the product's bundles are installed from {@code load/} by
 * {@code org.scst.runtime.deployment}.
 *
 * <p>The framework's cache is thrown away at every start: a kept one revives configuration that was deleted while the
 * process was down.
 *
 * <p><i>Threading:</i> started by one thread, stopped by another, the framework orders the two. <i>Ownership:</i> owns
 * the framework.
 */
final class Platform {
    private static final int LOGGING_LEVEL = 1;
    private static final int SERVICES_LEVEL = 2;
    private static final int RUNTIME_LEVEL = 3;
    /** The product comes after what it needs and therefore goes before it. */
    private static final int PRODUCT_LEVEL = 5;
    /** What is wired to core comes when the deployment has installed that; first who keeps what happens. */
    private static final int WITNESS_LEVEL = 6;

    private static final int CONFIGURATION_LEVEL = 7;
    /** What only operators wait for starts while the configuration is put in force and portals are opened. */
    private static final int OPERATOR_LEVEL = 8;

    private static final String CONFIGURATION = "org.scst.runtime.configuration";
    private static final Set<String> OPERATORS = Set.of(
            "org.scst.runtime.console",
            "org.apache.felix.gogo.command",
            "org.apache.felix.gogo.runtime",
            "org.apache.felix.healthcheck.core");

    /** A framework that stops is noticed after that. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    private static final String LOG = "org.ops4j.pax.logging.pax-logging-logback";
    private static final String CONNECTED = "connected";
    /** Begins the location of a bundle of the product; its symbolic name follows. */
    private static final String PRODUCT = "load:";

    private static final String TARGET_DRIVER = "org.scst.core.target.TargetDriver";

    private final Path distribution;
    private final ClassPathBundles classPath = new ClassPathBundles();
    private final Framework framework;
    private final List<Bundle> installed = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param distribution folder of jars
     * @param cache folder for the framework, which nobody else has
     */
    Platform(Path distribution, Path cache) throws IOException {
        this.distribution = distribution;
        this.framework = ServiceLoader.load(ConnectFrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No OSGi framework in " + distribution.resolve("lib")))
                .newFramework(settings(distribution, cache), classPath);
    }

    /**
     * Starts the framework and every bundle of {@code bundle/}.
     *
     * @return one sentence for each bundle that did not start
     */
    List<String> start() throws BundleException, IOException {
        framework.init();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = installed;
        for (Path jar : jars(CONNECTED)) {
            bundles.add(classPath.install(context, jar));
        }
        for (Path jar : jars("bundle")) {
            bundles.add(classPath.installOurs(context, jar));
        }
        for (Path jar : jarsOfClassPath(distribution.resolve("load"))) {
            classPath.offer(context, PRODUCT + symbolicName(jar), jar);
        }
        for (Bundle bundle : bundles) {
            bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel(bundle));
        }
        List<String> failures = new ArrayList<>();
        // All at once: one by one the resolver looks at everything again for each.
        framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
        for (Bundle bundle : bundles) {
            mark(bundle, failures);
        }
        framework.start();
        failures.addAll(notStarted());
        return failures;
    }

    private List<String> notStarted() {
        return installed.stream()
                .filter(bundle -> !isFragment(bundle) && bundle.getState() != Bundle.ACTIVE)
                .map(Platform::reason)
                .toList();
    }

    /**
     * Starts again what {@link #stopProduct} has stopped. The log begins anew first, for it may be another one.
     *
     * @return one sentence for each bundle of the platform that did not start
     */
    List<String> startProduct(Duration limit) throws BundleException, InterruptedException {
        for (Bundle bundle : installed) {
            if (bundle.getSymbolicName().equals(LOG)) {
                bundle.stop(Bundle.STOP_TRANSIENT);
                bundle.start(Bundle.START_TRANSIENT);
            }
        }
        reach(OPERATOR_LEVEL, limit);
        return notStarted();
    }

    /** Takes all out of Config Admin that is in it, while nobody is there to be told. */
    void forgetConfiguration() throws IOException {
        BundleContext context = framework.getBundleContext();
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        try {
            Configuration[] all = context.getService(reference).listConfigurations(null);
            for (Configuration configuration : all == null ? new Configuration[0] : all) {
                configuration.delete();
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        } finally {
            context.ungetService(reference);
        }
    }

    /** Names of the bundles whose activators are at work. */
    List<String> starting() {
        BundleContext context = framework.getBundleContext();
        return context == null
                ? List.of()
                : Arrays.stream(context.getBundles())
                        .filter(bundle -> bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID
                                && bundle.getState() == Bundle.STARTING)
                        .map(Bundle::getSymbolicName)
                        .toList();
    }

    private List<Path> jars(String folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(distribution.resolve(folder), "*.jar")) {
            jars.forEach(found::add);
        }
        return found;
    }

    /** The jars of a folder that this process has in its class path. */
    private static List<Path> jarsOfClassPath(Path folder) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> folder.equals(jar.getParent()))
                .toList();
    }

    /** Jars of ours are named by it. */
    private static String symbolicName(Path jar) {
        String name = jar.getFileName().toString();
        return name.substring(0, name.length() - ".jar".length());
    }

    /** Waits until a service of this name is there; returns its properties, or nothing when the time is over. */
    Optional<Map<String, Object>> awaitService(String type, String filter, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            return Optional.empty();
        }
        ServiceTracker<?, ServiceReference<?>> found = references(context, type, filter);
        try {
            found.open(true);
            ServiceReference<?> reference = null;
            while (reference == null && isRunning() && System.nanoTime() - deadline < 0) {
                reference = found.waitForService(GLANCE.toMillis());
            }
            return Optional.ofNullable(reference).map(present -> FrameworkUtil.asMap(present.getProperties()));
        } catch (IllegalStateException stopping) {
            return Optional.empty();
        } finally {
            found.close();
        }
    }

    /** Tracks references alone: the service of a bundle that may be updated is not to be held. */
    private static ServiceTracker<?, ServiceReference<?>> references(
            BundleContext context, String type, String filter) {
        try {
            Filter all = context.createFilter("(&(" + Constants.OBJECTCLASS + "=" + type + ")" + filter + ")");
            return new ServiceTracker<Object, ServiceReference<?>>(context, all, null) {
                @Override
                public ServiceReference<?> addingService(ServiceReference<Object> reference) {
                    return reference;
                }

                @Override
                public void removedService(ServiceReference<Object> reference, ServiceReference<?> same) {
                    // Nothing was got.
                }
            };
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The threads without which nobody is served; none while the framework stops. */
    Collection<Heartbeat> heartbeats() {
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            return List.of();
        }
        List<Heartbeat> found = new ArrayList<>();
        try {
            for (ServiceReference<Executor> reference :
                    context.getServiceReferences(Executor.class, "(" + Heartbeat.PROPERTY + "=*)")) {
                heartbeat(context, reference).ifPresent(found::add);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        } catch (IllegalStateException stopping) {
            return List.of();
        }
        return found;
    }

    private static Optional<Heartbeat> heartbeat(BundleContext context, ServiceReference<Executor> reference) {
        Executor thread = context.getService(reference);
        if (thread == null) {
            return Optional.empty();
        }
        // Not kept: whoever offers it may be updated.
        context.ungetService(reference);
        return Optional.of(new Heartbeat(
                (Long) reference.getProperty(Constants.SERVICE_ID),
                String.valueOf(reference.getProperty(Heartbeat.PROPERTY)),
                thread));
    }

    /** Whether it is started and nobody has asked it to stop. */
    boolean isRunning() {
        return framework.getState() == Bundle.ACTIVE;
    }

    /**
     * Stops the product for a next process that goes on where this one ends: first, while all are served, whatever initiators do not
     * wait for; then target drivers, so that what they leave is complete while devices still answer; then the rest of the product. The
     * platform stays as it is.
     *
     * @return whether that was done within the limit
     */
    boolean stopProduct(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        if (!reach(PRODUCT_LEVEL, limit)) {
            return false;
        }
        stopTargetDrivers();
        return reach(PRODUCT_LEVEL - 1, Duration.ofNanos(end - System.nanoTime()));
    }

    private boolean reach(int level, Duration limit) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        framework.adapt(FrameworkStartLevel.class).setStartLevel(level, event -> {
            if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
                reached.countDown();
            }
        });
        return reached.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopTargetDrivers() {
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            return;
        }
        try {
            ServiceReference<?>[] drivers = context.getAllServiceReferences(TARGET_DRIVER, null);
            for (ServiceReference<?> driver : drivers == null ? new ServiceReference<?>[0] : drivers) {
                Bundle bundle = driver.getBundle();
                if (bundle != null) {
                    bundle.stop(Bundle.STOP_TRANSIENT);
                }
            }
        } catch (InvalidSyntaxException | BundleException | IllegalStateException late) {
            // They stop with the others then.
        }
    }

    /** Waits until the framework has stopped, whoever stopped it. */
    void awaitStop() throws InterruptedException {
        int event;
        do {
            event = framework.waitForStop(0).getType();
        } while (event == FrameworkEvent.STOPPED_UPDATE || event == FrameworkEvent.STOPPED_BOOTCLASSPATH_MODIFIED);
    }

    /**
     * Stops every bundle in reverse order of start levels.
     *
     * @return whether that was done within the limit
     */
    boolean stop(Duration limit) throws BundleException, InterruptedException {
        framework.stop();
        return framework.waitForStop(limit.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    private static void mark(Bundle bundle, List<String> failures) {
        if (isFragment(bundle)) {
            return;
        }
        try {
            bundle.start();
        } catch (BundleException refused) {
            failures.add(bundle.getSymbolicName() + ": " + refused.getMessage());
        }
    }

    private static String reason(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return bundle.getSymbolicName() + " started only at the second attempt";
        } catch (BundleException refused) {
            Throwable cause = refused.getCause() == null ? refused : refused.getCause();
            return bundle.getSymbolicName() + " does not start: " + cause.getMessage();
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private static int startLevel(Bundle bundle) {
        String symbolicName = bundle.getSymbolicName();
        if (symbolicName.startsWith("org.ops4j.pax.logging")) {
            return LOGGING_LEVEL;
        }
        if (OPERATORS.contains(symbolicName)) {
            return OPERATOR_LEVEL;
        }
        if (!symbolicName.startsWith("org.scst.")) {
            return SERVICES_LEVEL;
        }
        if (symbolicName.equals(CONFIGURATION)) {
            return CONFIGURATION_LEVEL;
        }
        String imports = bundle.getHeaders("").get(Constants.IMPORT_PACKAGE);
        return imports != null && imports.contains("org.scst.core.") ? WITNESS_LEVEL : RUNTIME_LEVEL;
    }

    /** Not only text, as the type says: Felix also takes objects. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<String, String> settings(Path distribution, Path cache) throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(OPERATOR_LEVEL));
        // Bundles see what they are wired to, although the loader that holds the framework has the connected bundles,
        // too.
        settings.put("felix.bootdelegation.implicit", "false");
        // What is resolved at a time is too little for threads of the resolver's own.
        settings.put("felix.resolver.parallelism", "1");
        // A component may wait for a busy dispatcher; after the default of 5 s it would never be deactivated.
        settings.put("ds.lock.timeout.milliseconds", "30000");
        // Events are few; the default of 20 threads would be kept once each has had one.
        settings.put("org.apache.felix.eventadmin.ThreadPoolSize", "4");
        // A handler that once takes 5 s, as on a machine that swaps, would hear nothing more for good: the journal is
        // not to be one.
        settings.put("org.apache.felix.eventadmin.IgnoreTimeout", "org.scst*");
        settings.put("org.ops4j.pax.logging.eventAdminEnabled", "false");
        settings.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                distribution.resolve("conf/logback.xml").toString());
        settings.put("scst.product.startlevel", Integer.toString(PRODUCT_LEVEL));
        settings.put(
                "scst.product.connected",
                jarsOfClassPath(distribution.resolve("load")).stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        settings.put(UnkeptCache.SETTING, UnkeptCache.of(settings));
        return (Map) settings;
    }
}
