package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Finds and opens files.
 *
 * <p><i>Threading:</i> thread-safe.
 */
interface FileSystemAccess {

    /** What stands under the name now, or {@code null} when nothing does. */
    FileIdentity identify(Path path) throws IOException;

    /** Space of the file system on which the file lies. */
    Space space(Path path) throws IOException;

    /**
     * Of a file system.
     *
     * @param available bytes that can still be written
     * @param total bytes of it all
     */
    record Space(long available, long total) {}

    /**
     * Opens an existing regular file.
     *
     * @param direct past the page cache
     * @throws java.io.FileNotFoundException when there is none
     * @throws org.scst.core.device.ConfigurationException when it is not a regular file, or cannot be read past the page cache
     */
    StorageFile open(Path path, boolean readOnly, boolean direct) throws IOException;
}
