package org.scst.runtime.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

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
    /** Configuration and console are wired to core, which the deployment has installed by then. */
    private static final int OPERATION_LEVEL = 6;

    private final Path distribution;
    private final Framework framework;

    Platform(Path distribution, Home home) {
        this.distribution = distribution;
        this.framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No OSGi framework in " + distribution.resolve("lib")))
                .newFramework(settings(distribution, home));
    }

    /**
     * Starts the framework and every bundle of {@code bundle/}.
     *
     * @return one sentence for each bundle that did not start
     */
    List<String> start() throws BundleException, IOException {
        framework.init();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(distribution.resolve("bundle"), "*.jar")) {
            for (Path jar : jars) {
                // By reference: the cache need not copy what it is emptied of at every start.
                Bundle bundle = context.installBundle("reference:" + jar.toUri());
                bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel(bundle));
                bundles.add(bundle);
            }
        }
        List<String> failures = new ArrayList<>();
        // All at once: one by one the resolver looks at everything again for each.
        framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
        for (Bundle bundle : bundles) {
            mark(bundle, failures);
        }
        framework.start();
        for (Bundle bundle : bundles) {
            if (!isFragment(bundle) && bundle.getState() != Bundle.ACTIVE) {
                failures.add(reason(bundle));
            }
        }
        return failures;
    }

    /** Waits until a service of this name is there; returns its properties, or nothing when the time is over. */
    Optional<Map<String, Object>> awaitService(String type, String filter, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (isRunning() && System.nanoTime() - deadline < 0) {
            BundleContext context = framework.getBundleContext();
            Optional<Map<String, Object>> found = context == null ? Optional.empty() : find(context, type, filter);
            if (found.isPresent()) {
                return found;
            }
            Thread.sleep(20);
        }
        return Optional.empty();
    }

    private static Optional<Map<String, Object>> find(BundleContext context, String type, String filter) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, filter);
            return Optional.ofNullable(found).map(references -> FrameworkUtil.asMap(references[0].getProperties()));
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
        String imports = bundle.getHeaders("").get(Constants.IMPORT_PACKAGE);
        if (imports != null && imports.contains("org.scst.core.")) {
            return OPERATION_LEVEL;
        }
        if (symbolicName.startsWith("org.ops4j.pax.logging")) {
            return LOGGING_LEVEL;
        }
        if (symbolicName.startsWith("org.scst.")) {
            return RUNTIME_LEVEL;
        }
        return SERVICES_LEVEL;
    }

    private static Map<String, String> settings(Path distribution, Home home) {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, home.frameworkCache().toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(OPERATION_LEVEL));
        // A component may wait for a busy dispatcher; after the default of 5 s it would never be deactivated.
        settings.put("ds.lock.timeout.milliseconds", "30000");
        // Events are few; the default of 20 threads would be kept once each has had one.
        settings.put("org.apache.felix.eventadmin.ThreadPoolSize", "4");
        settings.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
        settings.put("org.ops4j.pax.logging.eventAdminEnabled", "false");
        settings.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                distribution.resolve("conf/logback.xml").toString());
        settings.put("scst.product.startlevel", Integer.toString(PRODUCT_LEVEL));
        return settings;
    }
}
