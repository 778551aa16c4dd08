package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.nio.file.Path;
import org.scst.core.device.ConfigurationException;
import org.scst.vdisk.internal.configuration.DeviceProperties;

/**
 * Finds and opens what a store lives in: files, or block devices.
 *
 * <p><i>Threading:</i> thread-safe.
 */
interface FileSystemAccess {

    /** What a store is configured with that lives in such a file or device. */
    FileSettings settings(DeviceProperties properties, int blockLength) throws ConfigurationException;

    /** What stands under the name now, or {@code null} when nothing does. */
    FileIdentity identify(Path path) throws IOException;

    /** Whether what is opened lies in a file system, so that there can be something beside it. */
    default boolean inFileSystem() {
        return true;
    }

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
     * Opens an existing regular file or block device.
     *
     * @param direct past the page cache
     * @throws java.io.FileNotFoundException when there is none
     * @throws ConfigurationException when it is something else, or cannot be read past the page cache
     */
    StorageFile open(Path path, boolean readOnly, boolean direct) throws IOException;
}
