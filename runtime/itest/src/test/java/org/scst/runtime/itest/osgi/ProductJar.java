package org.scst.runtime.itest.osgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A shipped jar with another manifest, or with another word in one of its classes.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class ProductJar {
    private static final byte CONSTANT_UTF8 = 1;
    private static final int CONSTANT_HEADER = 3;

    private final Path shipped;
    private final Manifest manifest;
    private final Map<String, UnaryOperator<byte[]>> changed = new HashMap<>();

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

    /**
     * Has a class say another word of the same length, in ASCII, wherever it says this one: a constant of its file (JVMS 4.4.7).
     *
     * @param entry the class's file
     */
    ProductJar saying(String entry, String word, String other) {
        String file = new String(constant(word), ISO_8859_1);
        String replacement = new String(constant(other), ISO_8859_1);
        if (word.length() != other.length()) {
            throw new IllegalArgumentException(word + " and " + other + " differ in length");
        }
        changed.put(entry, bytes -> {
            String content = new String(bytes, ISO_8859_1);
            if (!content.contains(file)) {
                throw new IllegalStateException(entry + " does not say " + word);
            }
            return content.replace(file, replacement).getBytes(ISO_8859_1);
        });
        return this;
    }

    private static byte[] constant(String word) {
        return ByteBuffer.allocate(CONSTANT_HEADER + word.length())
                .put(CONSTANT_UTF8)
                .putShort((short) word.length())
                .put(word.getBytes(ISO_8859_1))
                .array();
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
                    byte[] content = from.getInputStream(entry).readAllBytes();
                    to.write(changed.getOrDefault(entry.getName(), same -> same).apply(content));
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
