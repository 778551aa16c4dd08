package org.scst.runtime.deployment.internal.folder;

import java.nio.file.Path;
import java.util.Optional;
import org.scst.runtime.deployment.internal.archive.Archive;

/**
 * A file's claim to hold the jar of a bundle.
 *
 * <p>A file that was once taken for a bundle keeps its claim while it exists, whatever is written into it: a truncated jar is
 * no wish to uninstall.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param symbolicName of the bundle
 * @param file where it lies
 * @param origin the kind of its folder
 * @param archive its content, empty while that is not sound
 * @param replaced content of the shipped jar at the time when this one was deployed over it; empty when nobody recorded it
 */
public record Claim(String symbolicName, Path file, Origin origin, Optional<Archive> archive, String replaced) {

    /** Whether it is named as its bundle. */
    boolean isNamedAsItsBundle() {
        return file.getFileName().toString().equals(symbolicName + ".jar");
    }
}
