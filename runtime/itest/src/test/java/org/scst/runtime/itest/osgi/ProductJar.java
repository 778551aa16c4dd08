package org.scst.runtime.itest.osgi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A shipped jar with another manifest.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class ProductJar {
    private final Path shipped;
    private final Manifest manifest;

    ProductJar(Path shipped) throws IOException {
        this.shipped = shipped;
        try (JarFile jar = new JarFile(shipped.toFile())) {
            manifest = new Manifest(jar.getManifest());
        }
    }

    ProductJar version(String version) {
        return header("Bundle-Version", version);
    }

    ProductJar header(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    ProductJar without(String name) {
        manifest.getMainAttributes().remove(new java.util.jar.Attributes.Name(name));
        return this;
    }

    String header(String name) {
        return manifest.getMainAttributes().getValue(name);
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile from = new JarFile(shipped.toFile());
                JarOutputStream to = new JarOutputStream(bytes, manifest)) {
            for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(to);
                }
            }
        }
        return bytes.toByteArray();
    }

    Path into(Path file) throws IOException {
        return put(bytes(), file);
    }

    /** Puts content into a file as an operator does who renames it there. */
    static Path put(byte[] content, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = Files.write(file.resolveSibling(file.getFileName() + ".draft"), content);
        return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
