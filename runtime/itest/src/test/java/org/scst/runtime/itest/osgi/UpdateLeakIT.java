package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.scst.runtime.itest.initiator.Answer;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/** Twenty updates under load leave no class loader, thread, file, socket or buffer of an earlier revision behind. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class UpdateLeakIT {
    private static final int UPDATES = 20;
    private static final int DEPTH = 16;
    private static final int DEVICE_THREADS = 8;

    @Inject
    private BundleContext context;

    private Product product;

    @Configuration
    public Option[] shippedBundles() {
        TestHome.fresh("update-leak").withTwoDisks();
        return new Option[] {ShippedBundles.shipped("update-leak")};
    }

    @Before
    public void bePresent() throws Exception {
        product = new Product(context);
        product.settle();
    }

    @Test
    public void shouldLeaveNothingOfTheHandlerBehindUnderOneSession() throws Exception {
        updateOften(Product.VDISK);
        Map<String, Integer> before = held();
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(0);
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int i = 0; i < UPDATES; i++) {
                load(initiator);
                loaders.add(loader(Product.VDISK));
                List<Integer> during = begin(initiator);
                product.update(Product.VDISK);
                end(initiator, during);
            }
            load(initiator);
            assertCollected(loaders);
            initiator.logout();
        }
        assertNothingMoreThan(before);
    }

    @Test
    public void shouldLeaveNothingOfTheDriverBehindUnderConnectionsThatGoOn() throws Exception {
        updateOften(Product.ISCSI);
        Map<String, Integer> before = held();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (IscsiInitiator busy = product.login(1);
                IscsiInitiator idle = product.login(2)) {
            busy.clearAttentions(0);
            idle.clearAttentions(0);
            for (int i = 0; i < UPDATES; i++) {
                load(busy);
                loaders.add(loader(Product.ISCSI));
                List<Integer> during = begin(busy);
                product.update(Product.ISCSI);
                end(busy, during);
            }
            load(busy);
            // The JDK remembers, softly, for which record type methods were last made: let that be one of the revision
            // in force.
            product.login(3).close();
            assertCollected(loaders);
            load(idle);
            busy.logout();
            idle.logout();
        }
        assertNothingMoreThan(before);
    }

    @Test
    public void shouldLeaveNothingOfAnyBundleBehindWhenTheMidLayerIsUpdated() throws Exception {
        updateOften(Product.CORE);
        Map<String, Integer> before = held();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(0);
            for (int i = 0; i < UPDATES; i++) {
                load(initiator);
                for (String bundle : Product.BUNDLES) {
                    loaders.add(loader(bundle));
                }
                // Nothing is in progress: the framework stops handlers and drivers in any order, and a command whose
                // handler
                // has gone first may wait for longer than its connection is kept for the next mid-layer.
                product.update(Product.CORE);
                product.settle();
            }
            assertEquals("its nexus was carried along", List.of(), initiator.clearAttentions(0));
            load(initiator);
            // As after updates of the driver.
            product.login(3).close();
            assertCollected(loaders);
            load(initiator);
            initiator.logout();
        }
        assertNothingMoreThan(before);
    }

    /** What is made once, on the first occasions, is there before anything is counted. */
    private void updateOften(String bundle) throws Exception {
        for (int i = 0; i < 2; i++) {
            product.update(bundle);
            product.settle();
            try (IscsiInitiator initiator = product.login(1)) {
                initiator.clearAttentions(0);
                load(initiator);
                initiator.logout();
            }
        }
    }

    private static void load(IscsiInitiator initiator) throws IOException {
        end(initiator, begin(initiator));
    }

    private static List<Integer> begin(IscsiInitiator initiator) throws IOException {
        List<Integer> tags = new ArrayList<>();
        byte[] data = new byte[8 * Cdbs.BLOCK];
        for (int i = 0; i < DEPTH; i++) {
            tags.add(
                    i % 2 == 0
                            ? initiator.send(0, Cdbs.read(8 * i, 8), data.length, new byte[0])
                            : initiator.send(0, Cdbs.write(8 * i, 8), 0, data));
        }
        return tags;
    }

    private static void end(IscsiInitiator initiator, List<Integer> tags) throws IOException {
        for (int tag : tags) {
            Answer answer = initiator.await(tag);
            assertTrue(answer.toString(), answer.good());
        }
    }

    private WeakReference<ClassLoader> loader(String bundle) {
        return new WeakReference<>(
                product.bundle(bundle).adapt(BundleWiring.class).getClassLoader());
    }

    private static void assertCollected(List<WeakReference<ClassLoader>> loaders) throws Exception {
        try {
            Eventually.within(60, "every class loader of an earlier revision is collected", () -> {
                System.gc();
                return held(loaders).isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; held: " + held(loaders) + " of " + loaders.size(), e);
        }
    }

    /** Which of them, counted from the oldest, are not collected. */
    private static List<Integer> held(List<WeakReference<ClassLoader>> loaders) {
        return IntStream.range(0, loaders.size())
                .filter(i -> !loaders.get(i).refersTo(null))
                .boxed()
                .toList();
    }

    private void assertNothingMoreThan(Map<String, Integer> before) throws Exception {
        Eventually.within(60, "the session has gone", () -> product.nexuses().isEmpty());
        assertEquals(0, product.bufferBytes());
        for (String leak : List.of("LEAK:", "buffer pool is closed while")) {
            assertEquals(List.of(), TestHome.ofThisFramework().logged(leak));
        }
        Eventually.within(
                60,
                "as many threads, files and sockets as before: " + before + ", now " + held(),
                () -> held().entrySet().stream()
                        .allMatch(entry -> entry.getValue() <= allowed(entry.getKey(), before)));
    }

    /** A device's threads for commands that may block come and go with the load, up to their limit. */
    private static int allowed(String kind, Map<String, Integer> before) {
        return kind.matches("thread scst-[ab]-#") ? DEVICE_THREADS : before.getOrDefault(kind, 0);
    }

    /** Numbers of threads by kind of name, and of open files and sockets. */
    private static Map<String, Integer> held() throws IOException {
        Map<String, Integer> held = new TreeMap<>();
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        threads.stream()
                .map(thread -> thread.getName().replaceAll("[0-9]+", "#"))
                .filter(name -> name.startsWith("scst-") || name.contains("etty"))
                .collect(Collectors.toList())
                .forEach(name -> held.merge("thread " + name, 1, Integer::sum));
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                String kind = kind(descriptor);
                if (kind.startsWith("socket") || kind.endsWith(".img")) {
                    held.merge(kind, 1, Integer::sum);
                }
            }
        }
        return held;
    }

    private static String kind(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().replaceAll(":\\[[0-9]+]", "");
        } catch (IOException closed) {
            return "closed meanwhile";
        }
    }
}
