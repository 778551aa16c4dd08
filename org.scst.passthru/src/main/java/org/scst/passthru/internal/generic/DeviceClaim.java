package org.scst.passthru.internal.generic;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.scst.core.linux.CharacterDevice;
import org.scst.core.linux.DeviceHolders;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all else on this machine off a SCSI device while it is served, as far as the kernel offers it: SCSI generic drivers ask nobody.
 *
 * <ul>
 *   <li>The block device that the kernel has made of it is opened exclusively, as a mount, a volume manager, swap, or a virtual disk do:
 *       whoever comes second is told that it is busy.
 *   <li>Its tape driver can be opened once.
 *   <li>A lock on its SCSI generic device file keeps another target off, for which the kernel has nothing else where both are missing.
 * </ul>
 *
 * <p><i>Threading:</i> one thread at a time. <i>Ownership:</i> of the open files, until {@link #close}.
 */
public final class DeviceClaim implements Claim {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceClaim.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** The door that the kernel's disk driver locks as long as a removable medium's device is open. */
    private static final long SCSI_IOCTL_DOORUNLOCK = 0x5381;
    /** How the kernel names CD drives; opened exclusively for writing they are not polled for new media any more. */
    private static final String DRIVE = "sr";

    private final Path generic;
    private final Supplier<Path> block;
    private final Supplier<List<Path>> tape;
    private LinuxFile lock;
    private LinuxFile driver;
    private boolean impossible;

    private DeviceClaim(Path generic, Supplier<Path> block, Supplier<List<Path>> tape) {
        this.generic = generic;
        this.block = block;
        this.tape = tape;
    }

    /**
     * Claims a device.
     *
     * @param generic its file for the SCSI generic driver
     * @param block says the file of its block device, {@code null} as long as there is none
     * @param tape says the files of its tape driver, the first of which does not rewind; empty as long as there is none
     * @param patience how long to wait for another holder: after an update or a restart whoever had it before may still be closing
     * @throws DeviceInUseException when somebody else has it
     */
    public static DeviceClaim take(Path generic, Supplier<Path> block, Supplier<List<Path>> tape, Duration patience)
            throws IOException {
        DeviceClaim claim = new DeviceClaim(generic, block, tape);
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                claim.lock();
                claim.extend();
                return claim;
            } catch (DeviceInUseException busy) {
                if (System.nanoTime() - end >= 0) {
                    claim.close();
                    throw busy;
                }
            } catch (IOException e) {
                claim.close();
                throw e;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void lock() throws IOException {
        if (lock != null) {
            return;
        }
        LinuxFile file = open(generic, List.of(generic), OpenFlag.READ_WRITE, OpenFlag.NONBLOCK);
        if (!file.tryLock()) {
            file.close();
            throw new DeviceInUseException(generic
                    + " is in use: another target of this machine serves it; it is served here as soon as that ends");
        }
        lock = file;
    }

    @Override
    public void extend() throws IOException {
        if (driver != null || impossible) {
            return;
        }
        try {
            Path disk = block.get();
            List<Path> drive = tape.get();
            if (disk != null) {
                boolean polled = disk.getFileName().toString().startsWith(DRIVE);
                driver = exclusively(disk, polled ? OpenFlag.READ_WRITE : OpenFlag.READ_ONLY);
            } else if (!drive.isEmpty()) {
                driver = open(drive.getFirst(), drive, OpenFlag.READ_ONLY, OpenFlag.NONBLOCK);
            }
        } catch (LinuxException e) {
            if (!absent(e)) {
                impossible = true;
                LOG.warn("Nothing keeps other programs of this machine off {}: {}", generic, e.getMessage());
            }
        }
    }

    /** It comes or goes at this moment. */
    private static boolean absent(LinuxException e) {
        return e.errno() == Errno.ENOENT || e.errno() == Errno.ENXIO || e.errno() == Errno.ENODEV;
    }

    private LinuxFile exclusively(Path node, OpenFlag access) throws IOException {
        LinuxFile file;
        try {
            file = open(node, List.of(), access, OpenFlag.EXCLUSIVE, OpenFlag.NONBLOCK);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EROFS || access == OpenFlag.READ_ONLY) {
                throw e;
            }
            return exclusively(node, OpenFlag.READ_ONLY);
        }
        // It is the initiators' to lock. A device without a door says so.
        new CharacterDevice(file).control(SCSI_IOCTL_DOORUNLOCK, 0);
        return file;
    }

    /**
     * Opens a file of a device.
     *
     * @param names of a character device; empty for a block device
     * @throws DeviceInUseException when somebody else has it
     */
    static LinuxFile open(Path node, List<Path> names, OpenFlag... flags) throws IOException {
        try {
            return LinuxFile.open(node, flags);
        } catch (LinuxException e) {
            throw switch (e.errno()) {
                case Errno.EBUSY ->
                    new DeviceInUseException(node + " is in use: " + (names.isEmpty() ? holders(node) : openers(names))
                            + "; it is served as soon as that ends");
                default -> e;
            };
        }
    }

    private static String openers(List<Path> names) {
        return new DeviceHolders().openers(names);
    }

    private static String holders(Path node) throws IOException {
        try (LinuxFile file = LinuxFile.open(node, OpenFlag.READ_ONLY, OpenFlag.NONBLOCK)) {
            return new DeviceHolders().of(file.status().represents());
        }
    }

    @Override
    public void close() {
        for (LinuxFile file : new LinuxFile[] {driver, lock}) {
            if (file != null) {
                file.close();
            }
        }
        driver = null;
        lock = null;
    }
}
