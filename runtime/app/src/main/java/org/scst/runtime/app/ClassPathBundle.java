package org.scst.runtime.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.wiring.BundleWiring;

/**
 * A jar of the class path as the content of a bundle.
 *
 * <p><i>Threading:</i> thread-safe by the jar's own lock. <i>Ownership:</i> the jar stays open as long as the process lives, as the
 * class path keeps it.
 */
final class ClassPathBundle implements ConnectModule, ConnectContent {
    private final Path file;
    private final Supplier<Bundle> installed;
    private final BiFunction<ClassPathBundle, BundleWiring, Optional<ClassLoader>> loader;
    private volatile Bundle bundle;
    private volatile JarFile jar;

    /**
     * @param file the jar
     * @param installed the bundle that has this content, {@code null} until there is one
     * @param loader of a bundle that has this content and is wired so; nothing for one of the framework's own
     */
    ClassPathBundle(
            Path file,
            Supplier<Bundle> installed,
            BiFunction<ClassPathBundle, BundleWiring, Optional<ClassLoader>> loader) {
        this.file = file;
        this.installed = installed;
        this.loader = loader;
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

    /** One that has its classes from the class path, or nothing: then the framework makes one of its own. It asks once for each wiring. */
    @Override
    public Optional<ClassLoader> getClassLoader() {
        Bundle wired = bundle();
        BundleWiring wiring = wired == null ? null : wired.adapt(BundleWiring.class);
        return wiring == null ? Optional.empty() : loader.apply(this, wiring);
    }

    /** Who has this content, {@code null} while nobody has; also when the framework has stopped. */
    Bundle bundle() {
        Bundle known = bundle;
        if (known == null || known.getState() == Bundle.UNINSTALLED) {
            known = installed.get();
            bundle = known;
        }
        return known;
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

    /** Whether the jar has an entry; one that cannot be read has none, in the class path neither. */
    boolean holds(String entry) {
        if (jar == null) {
            try {
                open();
            } catch (IOException unreadable) {
                return false;
            }
        }
        return jar.getEntry(entry) != null;
    }

    private JarFile opened() {
        JarFile content = jar;
        if (content == null) {
            throw new IllegalStateException(file + " is not open");
        }
        return content;
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
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
