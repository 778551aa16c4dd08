package org.scst.runtime.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;

/**
 * A jar of the class path as the content of a bundle.
 *
 * <p><i>Threading:</i> thread-safe by the jar's own lock. <i>Ownership:</i> the jar stays open as long as the process lives, as the
 * class path keeps it.
 */
final class ClassPathBundle implements ConnectModule, ConnectContent {
    private final Path file;
    private volatile JarFile jar;

    ClassPathBundle(Path file) {
        this.file = file;
    }

    @Override
    public ConnectContent getContent() {
        return this;
    }

    @Override
    public Optional<Map<String, String>> getHeaders() {
        return Optional.empty();
    }

    @Override
    public Iterable<String> getEntries() {
        return () -> opened().stream().map(JarEntry::getName).iterator();
    }

    @Override
    public Optional<ConnectEntry> getEntry(String path) {
        JarFile content = opened();
        return Optional.ofNullable(content.getJarEntry(path)).map(entry -> new Entry(content, entry));
    }

    @Override
    public Optional<ClassLoader> getClassLoader() {
        return Optional.of(ClassPathBundle.class.getClassLoader());
    }

    @Override
    public synchronized void open() throws IOException {
        if (jar == null) {
            jar = new JarFile(file.toFile(), false);
        }
    }

    @Override
    public void close() {
        // Its classes can be asked for their bundle at any time, also while the framework stops.
    }

    /** Whether the jar has an entry; it has none before it is first opened. */
    boolean holds(String entry) {
        JarFile content = jar;
        return content != null && content.getEntry(entry) != null;
    }

    private JarFile opened() {
        JarFile content = jar;
        if (content == null) {
            throw new IllegalStateException(file + " is not open");
        }
        return content;
    }

    /** An entry of an open jar. */
    private record Entry(JarFile jar, JarEntry entry) implements ConnectContent.ConnectEntry {
        @Override
        public String getName() {
            return entry.getName();
        }

        @Override
        public long getContentLength() {
            return entry.getSize();
        }

        @Override
        public long getLastModified() {
            return entry.getTime();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return jar.getInputStream(entry);
        }
    }
}
