package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

class UnkeptCacheTest {
    private static final int LEVEL = 7;

    @TempDir
    Path folder;

    @Test
    void shouldStartAndStopBundlesByTheirLevels() throws Exception {
        Framework framework = framework(LEVEL - 1);
        framework.init();
        Bundle bundle = framework.getBundleContext().installBundle("one", jar("1.0.0"));
        bundle.adapt(BundleStartLevel.class).setStartLevel(LEVEL);
        bundle.start();
        framework.start();
        assertNotEquals(Bundle.ACTIVE, bundle.getState());
        assertTrue(bundle.adapt(BundleStartLevel.class).isPersistentlyStarted());
        FrameworkStartLevel levels = framework.adapt(FrameworkStartLevel.class);
        CountDownLatch reached = new CountDownLatch(1);
        levels.setStartLevel(LEVEL, event -> reached.countDown());
        reached.await();
        assertEquals(Bundle.ACTIVE, bundle.getState());
        stop(framework);
    }

    @Test
    void shouldUpdateAndUninstall() throws Exception {
        Framework framework = framework(1);
        framework.start();
        Bundle bundle = framework.getBundleContext().installBundle("one", jar("1.0.0"));
        bundle.start();
        bundle.update(jar("2.0.0"));
        assertEquals(Bundle.ACTIVE, bundle.getState());
        assertEquals(Version.valueOf("2.0.0"), bundle.getVersion());
        bundle.uninstall();
        Bundle next = framework.getBundleContext().installBundle("two", jar("1.0.0"));
        assertTrue(next.getBundleId() > bundle.getBundleId());
        stop(framework);
    }

    @Test
    void shouldKeepNeitherIdentifiersNorStatesInFiles() throws Exception {
        Framework framework = framework(1);
        framework.start();
        Bundle bundle = framework.getBundleContext().installBundle("one", jar("1.0.0"));
        Path state = folder.resolve("cache/bundle" + bundle.getBundleId() + "/bundle.info");
        String before = Files.readString(state);
        bundle.start();
        assertEquals(before, Files.readString(state));
        assertFalse(Files.exists(folder.resolve("cache/bundle0/bundle.id")));
        stop(framework);
    }

    @Test
    void shouldKeepDataFilesOfBundles() throws Exception {
        Framework framework = framework(1);
        framework.start();
        Bundle bundle = framework.getBundleContext().installBundle("one", jar("1.0.0"));
        bundle.start();
        Path data = bundle.getDataFile("kept").toPath();
        Files.writeString(data, "content");
        assertTrue(data.startsWith(folder.resolve("cache")));
        stop(framework);
    }

    @Test
    void shouldNameTheFolderThatCannotBeMade() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Map<String, Object> settings =
                Map.of(Constants.FRAMEWORK_STORAGE, file.resolve("cache").toString());
        IOException refused = assertThrows(IOException.class, () -> UnkeptCache.of(settings));
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Framework framework(int level) throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
        settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(level));
        settings.put(UnkeptCache.SETTING, UnkeptCache.of(settings));
        return ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework((Map) settings);
    }

    private static void stop(Framework framework) throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(0);
    }

    private static ByteArrayInputStream jar(String version) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, "one");
        headers.putValue(Constants.BUNDLE_VERSION, version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
