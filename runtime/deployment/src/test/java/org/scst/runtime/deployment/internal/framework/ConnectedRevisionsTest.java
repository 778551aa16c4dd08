package org.scst.runtime.deployment.internal.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectFrameworkFactory;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;
import org.osgi.framework.launch.Framework;
import org.scst.runtime.deployment.internal.BundleJar;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.scst.runtime.deployment.internal.archive.Archives;

/** In a framework that has the shipped content of one of two bundles in its class path. */
class ConnectedRevisionsTest {
    private static final String CONNECTED = "test.connected";
    private static final String OTHER = "test.other";
    private static final String MISNAMED = "named.otherwise.jar";
    private static final int LEVEL = 3;

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();
    private Framework framework;
    private Archives archives;
    private Revisions revisions;

    @BeforeEach
    void start() throws Exception {
        framework = ServiceLoader.load(ConnectFrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(
                        Map.of(
                                Constants.FRAMEWORK_STORAGE,
                                folder.resolve("cache").toString(),
                                Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
                                Integer.toString(LEVEL),
                                "scst.product.connected",
                                folder.resolve(CONNECTED + ".jar") + File.pathSeparator + folder.resolve(MISNAMED)),
                        new Connector());
        framework.start();
        archives = new Archives(folder.resolve("copies"));
        revisions = new Revisions(framework.getBundleContext(), LEVEL, Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    @Test
    void shouldTakeTheShippedRevisionFromTheClassPath() throws Exception {
        Bundle bundle = revisions.installShipped(archive(CONNECTED), file(CONNECTED));
        revisions.start(bundle);
        assertSame(Started.class, bundle.loadClass(Started.class.getName()));
        assertTrue(Revisions.isProduct(bundle));
        assertEquals(bundle, revisions.installed(CONNECTED));
    }

    @Test
    void shouldTakeWhatTheFrameworkDoesNotHaveFromItsJar() throws Exception {
        Bundle bundle = revisions.installShipped(archive(OTHER), file(OTHER));
        revisions.start(bundle);
        assertNotSame(Started.class, bundle.loadClass(Started.class.getName()));
        assertEquals(List.of(), asked);
    }

    @Test
    void shouldTakeItFromItsJarWhenThatLiesElsewhereThanWhatTheFrameworkHas() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve(CONNECTED + ".jar");
        for (Path file : List.of(elsewhere, folder.resolve(CONNECTED + "-1.jar"), folder.resolve(MISNAMED))) {
            Bundle bundle = revisions.installShipped(archive(CONNECTED), file);
            revisions.start(bundle);
            assertNotSame(Started.class, bundle.loadClass(Started.class.getName()));
            assertEquals(List.of(), asked);
            revisions.uninstall(bundle);
        }
    }

    @Test
    void shouldTakeADeployedRevisionFromItsJar() throws Exception {
        Bundle bundle = revisions.install(archive(CONNECTED));
        revisions.start(bundle);
        assertNotSame(Started.class, bundle.loadClass(Started.class.getName()));
        assertEquals(List.of(), asked);
    }

    @Test
    void shouldReplaceTheShippedRevisionByOneFromItsJar() throws Exception {
        Bundle bundle = revisions.installShipped(archive(CONNECTED), file(CONNECTED));
        revisions.start(bundle);
        Serving before = Serving.of(framework.getBundleContext(), List.of(bundle));
        assertEquals(List.of(), revisions.replace(bundle, archive(CONNECTED), before));
        assertEquals(Bundle.ACTIVE, bundle.getState());
        assertNotSame(Started.class, bundle.loadClass(Started.class.getName()));
    }

    private Archive archive(String name) throws Exception {
        return archives.take(
                BundleJar.of(name, "1.0.0").activator(Started.class).into(file(name)));
    }

    private Path file(String name) {
        return folder.resolve(name + ".jar");
    }

    /** What such a bundle starts with. */
    public static final class Started implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            // Nothing to do.
        }

        @Override
        public void stop(BundleContext context) {
            // Nothing to do.
        }
    }

    /** Has the manifest of one bundle, and all classes of this test. */
    private final class Connector implements ModuleConnector {
        @Override
        public void initialize(File storage, Map<String, String> configuration) {
            // Nothing to do.
        }

        @Override
        public Optional<ConnectModule> connect(String location) {
            asked.add(location);
            return location.equals("load:" + CONNECTED) ? Optional.of(Shipped::new) : Optional.empty();
        }

        @Override
        public Optional<BundleActivator> newBundleActivator() {
            return Optional.empty();
        }
    }

    /** Its content. */
    private static final class Shipped implements ConnectContent {
        private static final byte[] MANIFEST =
                """
                Manifest-Version: 1.0
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: %s
                Bundle-Version: 1.0.0
                Bundle-Activator: %s
                Import-Package: org.osgi.framework

                """.formatted(CONNECTED, Started.class.getName()).getBytes(StandardCharsets.UTF_8);

        @Override
        public Optional<Map<String, String>> getHeaders() {
            return Optional.empty();
        }

        @Override
        public Iterable<String> getEntries() {
            return List.of("META-INF/MANIFEST.MF");
        }

        @Override
        public Optional<ConnectEntry> getEntry(String path) {
            return path.equals("META-INF/MANIFEST.MF") ? Optional.of(new Entry(path, MANIFEST)) : Optional.empty();
        }

        @Override
        public Optional<ClassLoader> getClassLoader() {
            return Optional.of(Shipped.class.getClassLoader());
        }

        @Override
        public void open() {
            // It is in memory.
        }

        @Override
        public void close() {
            // It is in memory.
        }
    }

    /** An entry in memory. */
    private record Entry(String name, byte[] content) implements ConnectContent.ConnectEntry {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public long getContentLength() {
            return content.length;
        }

        @Override
        public long getLastModified() {
            return 0;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(content);
        }
    }
}
