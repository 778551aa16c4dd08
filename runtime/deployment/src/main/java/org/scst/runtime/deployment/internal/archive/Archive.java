package org.scst.runtime.deployment.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.jar.Manifest;
import org.osgi.framework.Version;

/**
 * A bundle's jar that was read whole and found sound. It stands in a copy of our own: what was checked is what is installed,
 * whatever happens to the file it was taken from.
 *
 * <p><i>Threading:</i> immutable by convention: nobody changes the manifest. <i>Ownership:</i> {@link Archives} owns the
 * copy.
 *
 * @param copy our copy
 * @param digest SHA-256 of the copy, hexadecimal
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param manifest its manifest
 */
public record Archive(Path copy, Supplier<String> digest, String symbolicName, Version version, Manifest manifest) {
    private static final int SHORT = 12;

    /** The jar from its beginning; the caller closes it. */
    public InputStream open() throws IOException {
        return Files.newInputStream(copy);
    }

    /** SHA-256 of the jar, hexadecimal; the copy is read for that when somebody first asks. */
    public String content() {
        return digest.get();
    }

    /** Enough of the content's digest for people. */
    public String shortContent() {
        return content().substring(0, SHORT);
    }

    @Override
    public String toString() {
        return symbolicName + " " + version + " (" + shortContent() + ")";
    }
}
