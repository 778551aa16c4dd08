package org.scst.local.internal.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.FuseDevice;
import org.scst.core.linux.LinuxException;

/**
 * What a process needs to mount: the device, the right, and mounts that others see. The unit of an installed platform gives none of them;
 * whoever wants disks as files there loosens it.
 *
 * <p><i>Threading:</i> stateless.
 */
final class MountRights {
    private static final String PAGE = "as the operators' page says under \"Disks on this machine\"";

    private MountRights() {}

    /**
     * Refuses what would succeed in vain.
     *
     * @throws IOException with cause and cure, for a service that has mounts of its own
     */
    static void verify() throws IOException {
        verify(System.getenv("INVOCATION_ID"), mountsOf("self"), mountsOf("1"));
    }

    /**
     * @param invocation set by systemd for a service, else {@code null}
     * @param own the name space of this process's mounts
     * @param first that of the machine's first process; empty when it cannot be seen
     */
    static void verify(String invocation, String own, String first) throws IOException {
        if (invocation != null && !first.isEmpty() && !own.equals(first)) {
            throw new IOException(
                    "what is mounted by a service with mounts of its own (PrivateTmp, ProtectSystem, …) is seen by"
                            + " nobody else; loosen its unit by \"systemctl edit\", " + PAGE);
        }
    }

    private static String mountsOf(String process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", process, "ns", "mnt"))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Opens the device. */
    static Descriptor open() throws IOException {
        try {
            return FuseDevice.open();
        } catch (LinuxException e) {
            throw refused(e);
        }
    }

    /** The same with cause and cure where it is about rights. */
    static IOException refused(LinuxException e) {
        return switch (e.errno()) {
            case Errno.EPERM, Errno.EACCES ->
                new IOException(
                        e.getMessage()
                                + ": mounting needs /dev/fuse and the right to mount (CAP_SYS_ADMIN); run the platform as"
                                + " root, or let its unit have them, " + PAGE,
                        e);
            case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO ->
                new IOException(e.getMessage() + ": this machine has no FUSE; load its module (modprobe fuse)", e);
            default -> e;
        };
    }
}
