package org.scst.vdisk.internal.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.scst.core.device.ConfigurationException;
import org.scst.core.linux.Errno;
import org.scst.core.linux.FileStatus;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.vdisk.internal.configuration.DeviceProperties;

/**
 * The files of this machine.
 *
 * <p><i>Threading:</i> immutable.
 */
final class LinuxFileSystemAccess implements FileSystemAccess {
    private static final Set<String> MEMORY_FILE_SYSTEMS = Set.of("tmpfs", "ramfs");
    private final Duration lockPatience;

    /** @param lockPatience how long to wait for another holder of a file's lock */
    LinuxFileSystemAccess(Duration lockPatience) {
        this.lockPatience = lockPatience;
    }

    @Override
    public FileSettings settings(DeviceProperties properties, int blockLength) throws ConfigurationException {
        return FileSettings.read(properties, blockLength);
    }

    @Override
    public FileIdentity identify(Path path) throws IOException {
        try (LinuxFile file = LinuxFile.open(path, OpenFlag.READ_ONLY, OpenFlag.NONBLOCK)) {
            FileStatus status = file.status();
            return new FileIdentity(status.device(), status.inode());
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public Space space(Path path) throws IOException {
        java.nio.file.FileStore fileSystem = Files.getFileStore(path);
        return new Space(fileSystem.getUsableSpace(), fileSystem.getTotalSpace());
    }

    @Override
    public StorageFile open(Path path, boolean readOnly, boolean direct) throws IOException {
        LinuxFile file = openFile(path, readOnly);
        try {
            if (file.status().isBlockDevice()) {
                throw new ConfigurationException(
                        "filename", path + " is a block device", "write type = blockio, or name a file");
            }
            if (!file.status().isRegularFile()) {
                throw new ConfigurationException(
                        "filename", path + " is not a regular file", "name a file; fileio serves nothing else");
            }
            boolean inMemory =
                    MEMORY_FILE_SYSTEMS.contains(Files.getFileStore(path).type());
            LinuxFile past = direct ? openDirect(file, readOnly) : null;
            return new LinuxStorageFile(file, past, inMemory, lockPatience);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The file that is open already, whatever stands under its name by now. */
    private static LinuxFile openDirect(LinuxFile file, boolean readOnly) throws IOException {
        try {
            return LinuxFile.open(
                    Path.of("/proc/self/fd/" + file.descriptor()),
                    readOnly ? OpenFlag.READ_ONLY : OpenFlag.READ_WRITE,
                    OpenFlag.DIRECT);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            throw new ConfigurationException(
                    "o_direct",
                    "o_direct = true, but the file system of " + file.path() + " always goes through the page cache",
                    "leave out o_direct, or move the file");
        }
    }

    private static LinuxFile openFile(Path path, boolean readOnly) throws IOException {
        try {
            return LinuxFile.open(path, readOnly ? OpenFlag.READ_ONLY : OpenFlag.READ_WRITE, OpenFlag.NONBLOCK);
        } catch (LinuxException e) {
            throw switch (e.errno()) {
                case Errno.ENOENT, Errno.ENOTDIR -> missing(path);
                case Errno.EISDIR ->
                    new ConfigurationException(
                            "filename", path + " is a directory", "name a file; fileio serves nothing else");
                default -> e;
            };
        }
    }

    private static IOException missing(Path path) {
        return new FileNotFoundException(path + " does not exist; the disk is ready as soon as it does");
    }
}
