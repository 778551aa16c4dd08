package org.scst.runtime.deployment.internal.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The digest of a file that nobody changes, computed when somebody first asks. A start does not: before its code is compiled, SHA-256 of
 * the product takes longer than everything else that this bundle does there.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Digest implements Supplier<String> {
    private static final Logger LOG = LoggerFactory.getLogger(Digest.class);

    private final Path file;
    private String text;

    Digest(Path file) {
        this.file = file;
    }

    /**
     * SHA-256, hexadecimal.
     *
     * @throws UncheckedIOException when the file cannot be read any more
     */
    @Override
    public synchronized String get() {
        if (text == null) {
            try {
                text = Archives.content(file);
            } catch (IOException lost) {
                throw new UncheckedIOException(lost);
            }
        }
        return text;
    }

    /** The file is about to be deleted. */
    void outlive() {
        try {
            get();
        } catch (UncheckedIOException lost) {
            LOG.debug("{} cannot be read before it is deleted", file, lost);
        }
    }
}
