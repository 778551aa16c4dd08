package org.scst.runtime.itest.osgi;

import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/**
 * The product's bundles as an operator handles them, and what core's administration says. Its services are called by reflection:
 * the bundle of the tests must not be wired to the product, or an update of core would restart the running test.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class Product {
    static final String CORE = "org.scst.core";
    static final String VDISK = "org.scst.vdisk";
    static final String ISCSI = "org.scst.iscsi";
    static final String LOCAL = "org.scst.local";
    static final List<String> BUNDLES = List.of(CORE, VDISK, ISCSI);

    private static final long SECONDS = 60;
    private static final String ADMINISTRATION = "org.scst.core.admin.Administration";
    private static final String HEALTH = "org.scst.core.admin.Health";
    private static final String JOURNAL = "org.scst.core.admin.EventJournal";
    private static final String FILES = "org.scst.core.admin.ConfigurationFiles";

    private final BundleContext context;

    Product(BundleContext context) {
        this.context = context;
    }

    Bundle bundle(String symbolicName) {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().equals(symbolicName)) {
                return bundle;
            }
        }
        throw new IllegalStateException(symbolicName + " is not installed");
    }

    void stop(String symbolicName) throws BundleException {
        bundle(symbolicName).stop();
    }

    void start(String symbolicName) throws BundleException {
        bundle(symbolicName).start();
    }

    /** Replaces a bundle by the same jar and has its users wired to the new revision, as the deployment does. */
    void update(String symbolicName) throws Exception {
        try (InputStream jar = Files.newInputStream(ShippedBundles.productJar(symbolicName))) {
            bundle(symbolicName).update(jar);
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(null, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        if (!refreshed.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("packages were not refreshed within " + SECONDS + " s");
        }
    }

    /** What ends sessions. */
    interface Act {
        void run() throws Exception;
    }

    /** Does what ends these initiators' sessions, while each waits for its end and behaves as it is asked to. */
    static void interrupting(Act act, IscsiInitiator... connected) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            act.run();
            return null;
        });
        new Thread(task, "interrupting").start();
        for (IscsiInitiator initiator : connected) {
            initiator.awaitEnd();
        }
        task.get(SECONDS, TimeUnit.SECONDS);
    }

    /** Has the files read again and applied; ends when what they say is in force, in a driver too that has just come. */
    void settle() throws Exception {
        await(call(service(FILES), "rescan"));
        Object administration = service(ADMINISTRATION);
        long generation = (Long) call(call(administration, "platform"), "generation");
        await(call(administration, "apply", generation));
    }

    private static void await(Object stage) throws Exception {
        ((CompletionStage<?>) stage).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    /** Where the driver listens now. */
    InetSocketAddress portal() throws Exception {
        Map<?, ?> portals = (Map<?, ?>) call(platform(), "portals");
        Collection<?> own = (Collection<?>) portals.get("iscsi");
        String text = String.valueOf(own.iterator().next());
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** A session of the initiator of this number. */
    IscsiInitiator login(int initiator) throws Exception {
        return IscsiInitiator.login(portal(), TestHome.TARGET, "iqn.2026-11.org.example:i" + initiator, initiator);
    }

    Object platform() throws Exception {
        return call(service(ADMINISTRATION), "platform");
    }

    /** Bytes of command data buffers that are granted now. */
    long bufferBytes() throws Exception {
        return (Long) call(platform(), "bufferBytes");
    }

    /** State and reason of each device, as {@code name: state (reason)}. */
    List<String> devices() throws Exception {
        Collection<?> devices = (Collection<?>) call(service(ADMINISTRATION), "devices");
        return devices.stream()
                .map(device ->
                        call(device, "name") + ": " + call(device, "state") + " (" + call(device, "reason") + ")")
                .toList();
    }

    /** State of each nexus, as {@code initiator state}. */
    List<String> nexuses() throws Exception {
        Collection<?> nexuses = (Collection<?>) call(service(ADMINISTRATION), "nexuses");
        return nexuses.stream()
                .map(nexus -> call(nexus, "initiator") + " " + call(nexus, "state"))
                .toList();
    }

    /** What is wrong in the files, as {@code file:line cause}. */
    List<String> problems() throws Exception {
        Collection<?> problems = (Collection<?>) call(service(FILES), "problems");
        return problems.stream()
                .map(problem -> call(problem, "file") + ":" + call(problem, "line") + " " + call(problem, "cause"))
                .toList();
    }

    /** What each health check says, as {@code name: STATUS first of the worst findings}. */
    List<String> health() throws Exception {
        Collection<?> checks = (Collection<?>) call(service(HEALTH), "examine");
        return checks.stream()
                .map(check -> call(check, "name") + ": " + call(check, "status") + " " + call(check, "summary"))
                .toList();
    }

    /** Ids of the events in the journal. */
    List<Long> journalIds() throws Exception {
        Collection<?> kept = (Collection<?>) call(service(JOURNAL), "after", 0L);
        return kept.stream().map(event -> (Long) call(event, "id")).toList();
    }

    private Object service(String type) throws Exception {
        ServiceTracker<Object, Object> tracker =
                new ServiceTracker<>(context, context.createFilter("(objectClass=" + type + ")"), null);
        tracker.open(true);
        try {
            Object service = tracker.waitForService(TimeUnit.SECONDS.toMillis(SECONDS));
            if (service == null) {
                throw new AssertionError("no service " + type + " within " + SECONDS + " s");
            }
            return service;
        } finally {
            tracker.close();
        }
    }

    /** Calls a method by an interface that declares it, unless it is a record's: the classes behind interfaces are not public. */
    private static Object call(Object object, String method, Object... arguments) {
        try {
            return declared(object.getClass(), method).invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(method + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no method " + method + " in " + object.getClass(), e);
        }
    }

    private static Method declared(Class<?> type, String method) throws ReflectiveOperationException {
        if (type.isRecord() && Modifier.isPublic(type.getModifiers())) {
            return type.getMethod(method);
        }
        for (Class<?> declaring : type.getInterfaces()) {
            for (Method candidate : declaring.getMethods()) {
                if (candidate.getName().equals(method)) {
                    return candidate;
                }
            }
        }
        throw new NoSuchMethodException(method);
    }
}
