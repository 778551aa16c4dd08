package org.scst.vdisk.internal.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.scst.core.device.ConfigurationException;
import org.scst.core.linux.BlockDevice;
import org.scst.core.linux.DeviceHolders;
import org.scst.core.linux.Errno;
import org.scst.core.linux.FileStatus;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.vdisk.internal.configuration.DeviceProperties;

/**
 * The block devices of this machine, for one store: past the page cache, and ours alone unless they are only read.
 *
 * <p><i>Threading:</i> thread-safe; immutable but for one volatile.
 */
final class LinuxBlockDevices implements FileSystemAccess {
    private static final long CLAIM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private final Duration claimPatience;
    private final int blockLength;
    /** A device that is opened again is held by nobody else but, maybe, by its earlier opening, which stays. */
    private volatile boolean openedBefore;

    /**
     * @param claimPatience how long to wait for another holder of the device, when it is opened first
     * @param blockLength of the logical unit
     */
    LinuxBlockDevices(Duration claimPatience, int blockLength) {
        this.claimPatience = claimPatience;
        this.blockLength = blockLength;
    }

    @Override
    public FileSettings settings(DeviceProperties properties, int unused) throws ConfigurationException {
        return FileSettings.readBlockDevice(properties);
    }

    /** Opened for a moment without a claim, which a driver hardly notices. */
    @Override
    public FileIdentity identify(Path path) throws IOException {
        try (LinuxFile file = open(path, OpenFlag.READ_ONLY, OpenFlag.NONBLOCK)) {
            return FileIdentity.ofBlockDevice(file.status().represents());
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    /** A device is as large as it is. */
    @Override
    public boolean inFileSystem() {
        return false;
    }

    @Override
    public Space space(Path path) {
        return new Space(0, 0);
    }

    /**
     * Opens a block device without claiming it.
     *
     * @throws FileNotFoundException when there is none, or nothing behind its name any more
     */
    static LinuxFile open(Path path, OpenFlag... flags) throws IOException {
        LinuxFile file;
        try {
            file = LinuxFile.open(path, flags);
        } catch (LinuxException e) {
            throw switch (e.errno()) {
                case Errno.ENOENT, Errno.ENOTDIR, Errno.ENXIO, Errno.ENODEV, Errno.ENOMEDIUM ->
                    new FileNotFoundException(
                            path + " is not there (" + Errno.text(e.errno()) + "); the disk is ready as soon as it is");
                default -> e;
            };
        }
        FileStatus status = file.status();
        if (status.isBlockDevice()) {
            return file;
        }
        file.close();
        throw new ConfigurationException(
                "filename",
                path + " is not a block device",
                status.isRegularFile() ? "write type = fileio, or name a device" : "name a block device");
    }

    @Override
    public StorageFile open(Path path, boolean readOnly, boolean direct) throws IOException {
        LinuxFile file = readOnly ? open(path, OpenFlag.READ_ONLY, OpenFlag.DIRECT) : claimed(path);
        try {
            BlockDevice device = new BlockDevice(file);
            fits(path, device.logicalBlockLength());
            if (!readOnly && device.readOnly()) {
                throw new ConfigurationException(
                        "read_only", path + " cannot be written", "write read_only = true, or name another device");
            }
            openedBefore = true;
            return new LinuxBlockDevice(
                    file,
                    device.logicalBlockLength(),
                    BlockQueue.of(file.status().represents()));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private void fits(Path path, int least) throws ConfigurationException {
        if (blockLength < least) {
            throw new ConfigurationException(
                    "blocksize",
                    "blocksize = " + blockLength + ", but " + path + " has blocks of " + least + " bytes",
                    "write blocksize = " + least + " or leave it out");
        }
    }

    private LinuxFile claimed(Path path) throws IOException {
        long began = System.nanoTime();
        long patience = openedBefore ? 0 : claimPatience.toNanos();
        while (true) {
            try {
                return open(path, OpenFlag.READ_WRITE, OpenFlag.DIRECT, OpenFlag.EXCLUSIVE);
            } catch (LinuxException e) {
                if (e.errno() == Errno.EROFS) {
                    throw new ConfigurationException(
                            "read_only", path + " cannot be written", "write read_only = true, or name another device");
                }
                if (e.errno() != Errno.EBUSY) {
                    throw e;
                }
                if (System.nanoTime() - began >= patience) {
                    throw new IOException(path + " is in use: " + holder(path), e);
                }
            }
            LockSupport.parkNanos(CLAIM_PAUSE_NANOS);
        }
    }

    private static String holder(Path path) throws IOException {
        try (LinuxFile file = open(path, OpenFlag.READ_ONLY, OpenFlag.NONBLOCK)) {
            return new DeviceHolders().of(file.status().represents());
        }
    }
}
