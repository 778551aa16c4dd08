package org.scst.runtime.deployment.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;

/**
 * A real bundle's jar, built by a test.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class BundleJar {
    private static final LocalDateTime SOME_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final Manifest manifest = new Manifest();
    private final List<Class<?>> classes = new ArrayList<>();
    private String text = "";

    private BundleJar() {}

    /** A bundle of this name and version. */
    public static BundleJar of(String symbolicName, String version) {
        BundleJar jar = new BundleJar();
        jar.header(Attributes.Name.MANIFEST_VERSION.toString(), "1.0");
        return jar.header(Constants.BUNDLE_MANIFESTVERSION, "2")
                .header(Constants.BUNDLE_SYMBOLICNAME, symbolicName)
                .header(Constants.BUNDLE_VERSION, version);
    }

    /** Sets a header; the empty value removes it. */
    public BundleJar header(String name, String value) {
        if (value.isEmpty()) {
            manifest.getMainAttributes().remove(new Attributes.Name(name));
        } else {
            manifest.getMainAttributes().putValue(name, value);
        }
        return this;
    }

    /** Starts with this activator, whose class it holds. */
    public BundleJar activator(Class<?> activator) {
        classes.add(activator);
        return header(Constants.BUNDLE_ACTIVATOR, activator.getName())
                .header(Constants.IMPORT_PACKAGE, "org.osgi.framework");
    }

    /** Holds a text, which makes its content another. */
    public BundleJar text(String content) {
        text = content;
        return this;
    }

    /** The jar; the same whenever it is asked for. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            jar.putNextEntry(entry(JarFile.MANIFEST_NAME));
            manifest.write(jar);
            jar.putNextEntry(entry("text"));
            jar.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(entry(name));
                try (InputStream code = type.getClassLoader().getResourceAsStream(name)) {
                    code.transferTo(jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static JarEntry entry(String name) {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(SOME_TIME);
        return entry;
    }

    /** Puts it into a file, as an operator's rename does. */
    public Path into(Path file) {
        return write(file, bytes());
    }

    /** Puts anything into a file at once. */
    public static Path write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Path draft = Files.write(file.resolveSibling(file.getFileName() + ".draft"), content);
            return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
