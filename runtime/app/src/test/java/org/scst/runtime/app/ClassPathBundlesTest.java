package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectFrameworkFactory;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/** With two jars of this test's own class path, one of which needs the other. */
class ClassPathBundlesTest {
    private static final Path COMMON = jarOf(AsciiString.class);
    private static final Path BUFFER = jarOf(ByteBuf.class);

    @TempDir
    Path storage;

    private final ClassPathBundles bundles = new ClassPathBundles();
    private Framework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = ServiceLoader.load(ConnectFrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(
                        Map.of(
                                Constants.FRAMEWORK_STORAGE,
                                storage.toString(),
                                "felix.bootdelegation.implicit",
                                "false"),
                        bundles);
        framework.start();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(0);
    }

    @Test
    void shouldTakeClassesFromTheClassPath() throws Exception {
        Bundle common = connect(COMMON);
        Bundle buffer = connect(BUFFER);
        assertEquals("io.netty.buffer", buffer.getSymbolicName());
        assertSame(ByteBuf.class, buffer.loadClass(ByteBuf.class.getName()));
        assertSame(AsciiString.class, common.loadClass(AsciiString.class.getName()));
    }

    @Test
    void shouldSayWhichConnectedBundleAClassBelongsTo() throws Exception {
        connect(COMMON);
        Bundle buffer = connect(BUFFER);
        assertSame(buffer, FrameworkUtil.getBundle(ByteBuf.class));
        assertNull(FrameworkUtil.getBundle(Test.class));
        assertNull(FrameworkUtil.getBundle(String.class));
    }

    @Test
    void shouldSayThatAlsoWhenTheFrameworkHasStopped() throws Exception {
        Bundle common = connect(COMMON);
        framework.stop();
        framework.waitForStop(0);
        assertSame(common, FrameworkUtil.getBundle(AsciiString.class));
    }

    @Test
    void shouldConnectNothingElse() {
        assertThrows(
                BundleException.class,
                () -> framework.getBundleContext().installBundle("classpath:" + COMMON.getFileName()));
    }

    @Test
    void shouldReadEntriesOfTheBundlesOwnJar() throws Exception {
        Bundle common = connect(COMMON);
        Bundle buffer = connect(BUFFER);
        assertEquals("io.netty.common", symbolicName(common));
        assertEquals("io.netty.buffer", symbolicName(buffer));
        assertNull(common.getEntry("io/netty/buffer/ByteBuf.class"));
        assertNotNull(buffer.getEntry("io/netty/buffer/ByteBuf.class"));
        assertEquals(
                1,
                Collections.list(buffer.findEntries("io/netty/buffer", "ByteBuf.class", false))
                        .size());
    }

    @Test
    void shouldWireAnOrdinaryBundleToAConnectedOne() throws Exception {
        connect(COMMON);
        connect(BUFFER);
        Bundle ordinary = install("ordinary", "io.netty.buffer");
        assertSame(ByteBuf.class, ordinary.loadClass(ByteBuf.class.getName()));
    }

    @Test
    void shouldHideTheClassPathFromABundleThatIsNotWiredToIt() throws Exception {
        connect(COMMON);
        connect(BUFFER);
        Bundle stranger = install("stranger", "org.osgi.framework");
        assertThrows(ClassNotFoundException.class, () -> stranger.loadClass(ByteBuf.class.getName()));
    }

    @Test
    void shouldKeepAConnectedBundleUnresolvedWithoutWhatItNeeds() throws Exception {
        Bundle buffer = connect(BUFFER);
        assertTrue(
                assertThrows(BundleException.class, buffer::start).getMessage().contains("io.netty.util"));
    }

    @Test
    void shouldRefuseAJarThatIsNotThere() {
        assertThrows(BundleException.class, () -> connect(Path.of("/nowhere/missing.jar")));
    }

    @Test
    void shouldHaveBundlesOfOursInTheClassPathWhileAllThatTheyNeedIsThere() throws Exception {
        bundles.installOurs(framework.getBundleContext(), COMMON);
        Bundle buffer = bundles.installOurs(framework.getBundleContext(), BUFFER);
        assertSame(ByteBuf.class, buffer.loadClass(ByteBuf.class.getName()));
        refresh(buffer);
        assertSame(ByteBuf.class, buffer.loadClass(ByteBuf.class.getName()));
        assertSame(buffer, FrameworkUtil.getBundle(ByteBuf.class));
    }

    @Test
    void shouldGiveABundleOfOursALoaderOfItsOwnWhenWhatItNeedsIsUpdated() throws Exception {
        Bundle common = bundles.installOurs(framework.getBundleContext(), COMMON);
        Bundle buffer = bundles.installOurs(framework.getBundleContext(), BUFFER);
        assertSame(ByteBuf.class, buffer.loadClass(ByteBuf.class.getName()));
        try (InputStream revision = Files.newInputStream(COMMON)) {
            common.update(revision);
        }
        refresh(common);
        Class<?> loaded = buffer.loadClass(ByteBuf.class.getName());
        assertNotSame(ByteBuf.class, loaded);
        assertSame(buffer, FrameworkUtil.getBundle(loaded));
        Class<?> needed = common.loadClass(AsciiString.class.getName());
        assertNotSame(AsciiString.class, needed);
        assertSame(needed, loaded.getClassLoader().loadClass(AsciiString.class.getName()));
    }

    @Test
    void shouldGiveABundleOfOursALoaderOfItsOwnWhenWhatItNeedsNeverWasInTheClassPath() throws Exception {
        try (InputStream deployed = Files.newInputStream(COMMON)) {
            framework.getBundleContext().installBundle("deployed", deployed);
        }
        Bundle buffer = bundles.installOurs(framework.getBundleContext(), BUFFER);
        assertNotSame(ByteBuf.class, buffer.loadClass(ByteBuf.class.getName()));
    }

    @Test
    void shouldHaveWhatIsOfferedInTheClassPathUntilItIsUpdated() throws Exception {
        BundleContext context = framework.getBundleContext();
        bundles.offer(context, "load:common", COMMON);
        Bundle common = context.installBundle("load:common");
        assertSame(AsciiString.class, common.loadClass(AsciiString.class.getName()));
        assertSame(common, FrameworkUtil.getBundle(AsciiString.class));
        try (InputStream revision = Files.newInputStream(COMMON)) {
            common.update(revision);
        }
        refresh(common);
        assertNotSame(AsciiString.class, common.loadClass(AsciiString.class.getName()));
    }

    @Test
    void shouldSeeItsOwnAndWhatItImportsAndWhatNoBundleHas() throws Exception {
        Bundle common = bundles.installOurs(framework.getBundleContext(), COMMON);
        Bundle buffer = connect(BUFFER);
        assertSame(AsciiString.class, buffer.loadClass(AsciiString.class.getName()));
        assertSame(Test.class, buffer.loadClass(Test.class.getName()));
        assertSame(String.class, common.loadClass(String.class.getName()));
        assertThrows(ClassNotFoundException.class, () -> common.loadClass(ByteBuf.class.getName()));
        assertSame(AsciiString[].class, common.loadClass(AsciiString[].class.getName()));
        assertThrows(ClassNotFoundException.class, () -> common.loadClass(ByteBuf[].class.getName()));
    }

    @Test
    void shouldNotSeeWhatIsOfferedAndNobodyHasInstalled() throws Exception {
        Bundle common = connect(COMMON);
        bundles.offer(framework.getBundleContext(), "load:buffer", BUFFER);
        assertThrows(ClassNotFoundException.class, () -> common.loadClass(ByteBuf.class.getName()));
    }

    @Test
    void shouldGoOnWithoutAnOfferThatCannotBeRead() throws Exception {
        Bundle common = connect(COMMON);
        bundles.offer(framework.getBundleContext(), "load:missing", Path.of("/nowhere/missing.jar"));
        assertSame(Test.class, common.loadClass(Test.class.getName()));
        assertNull(FrameworkUtil.getBundle(Test.class));
    }

    /** As target drivers and event handlers register: by what their users look for, and by what they have of their own. */
    @Test
    void shouldBeShownServicesThatLaterRevisionsRegisterAlsoByTypesItDoesNotImport() throws Exception {
        BundleContext context = framework.getBundleContext();
        Bundle common = connect(COMMON);
        bundles.offer(context, "load:buffer", BUFFER);
        Bundle buffer = context.installBundle("load:buffer");
        try (InputStream revision = Files.newInputStream(BUFFER)) {
            buffer.update(revision);
        }
        refresh(buffer);
        Bundle provider = install("provider", "io.netty.buffer");
        provider.start();
        Class<?> type = provider.loadClass(ByteBufAllocator.class.getName());
        assertNotSame(ByteBufAllocator.class, type);
        Object service = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {Runnable.class, type}, (proxy, method, arguments) -> null);
        provider.getBundleContext()
                .registerService(new String[] {Runnable.class.getName(), type.getName()}, service, null);

        common.start();
        BundleContext requester = common.getBundleContext();
        assertEquals(1, requester.getServiceReferences(Runnable.class, null).size());
        ServiceTracker<Runnable, Runnable> tracker = new ServiceTracker<>(requester, Runnable.class, null);
        tracker.open();
        assertEquals(1, tracker.size());
    }

    @Test
    void shouldForgetABundleThatIsUninstalled() throws Exception {
        BundleContext context = framework.getBundleContext();
        bundles.offer(context, "load:common", COMMON);
        context.installBundle("load:common").uninstall();
        assertNull(FrameworkUtil.getBundle(AsciiString.class));
        Bundle again = context.installBundle("load:common");
        assertSame(AsciiString.class, again.loadClass(AsciiString.class.getName()));
        assertSame(again, FrameworkUtil.getBundle(AsciiString.class));
        again.uninstall();
        framework.stop();
        framework.waitForStop(0);
        assertNull(FrameworkUtil.getBundle(AsciiString.class));
    }

    @Test
    void shouldHaveNoLoaderForABundleThatIsNotWired() throws Exception {
        bundles.installOurs(framework.getBundleContext(), COMMON);
        Bundle buffer = bundles.installOurs(framework.getBundleContext(), BUFFER);
        ConnectContent content =
                bundles.connect(buffer.getLocation()).orElseThrow().getContent();
        assertEquals(Optional.empty(), content.getClassLoader());
        buffer.start();
        assertTrue(content.getClassLoader().isPresent());
        framework.stop();
        framework.waitForStop(0);
        assertEquals(Optional.empty(), content.getClassLoader());
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        framework.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        assertTrue(refreshed.await(10, TimeUnit.SECONDS));
    }

    private Bundle connect(Path jar) throws BundleException {
        return bundles.install(framework.getBundleContext(), jar);
    }

    private Bundle install(String symbolicName, String imports) throws BundleException, IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        headers.putValue(Constants.IMPORT_PACKAGE, imports);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return framework.getBundleContext().installBundle(symbolicName, new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static String symbolicName(Bundle bundle) throws IOException {
        try (InputStream manifest = bundle.getEntry("META-INF/MANIFEST.MF").openStream()) {
            return new Manifest(manifest).getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
        }
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
