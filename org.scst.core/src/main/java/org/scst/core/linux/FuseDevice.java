package org.scst.core.linux;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * Mounts a file system that this process serves ({@code fuse(4)}), and takes it away again. Both need the right to mount
 * (CAP_SYS_ADMIN).
 *
 * <p><i>Threading:</i> stateless. <i>Blocking:</i> {@link #unmount} may wait for whoever serves it.
 */
public final class FuseDevice {
    private static final Path DEVICE = Path.of("/dev/fuse");
    private static final long MS_NOSUID_NODEV = 0x6;
    private static final int MNT_DETACH = 0x2;

    private FuseDevice() {}

    /** Opens the device; each opening is for one mount. It does not wait. */
    public static Descriptor open() throws LinuxException {
        return Descriptor.open(DEVICE, OpenFlag.READ_WRITE, OpenFlag.NONBLOCK);
    }

    /**
     * Mounts; requests come through the device from now on.
     *
     * @param device of {@link #open}
     * @param source what {@code /proc/mounts} shows as mounted
     * @param folder where, an empty folder
     * @param options more than those that every mount needs, separated by commas; {@code allow_other} for one
     */
    public static void mount(Descriptor device, String source, Path folder, String options) throws LinuxException {
        String data = "fd=" + device.number() + ",rootmode=40000,user_id=0,group_id=0"
                + (options.isEmpty() ? "" : "," + options);
        try (Arena arena = Arena.ofConfined()) {
            int result = DescriptorCalls.mount(
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(folder.toString()).address(),
                    arena.allocateFrom("fuse.scst").address(),
                    MS_NOSUID_NODEV,
                    arena.allocateFrom(data).address());
            if (result < 0) {
                throw new LinuxException("mount", -result, folder);
            }
        }
    }

    /**
     * Takes it away.
     *
     * @param busy whether also when files are open there; they go on until they are closed
     */
    public static void unmount(Path folder, boolean busy) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            int result = DescriptorCalls.umount2(
                    arena.allocateFrom(folder.toString()).address(), busy ? MNT_DETACH : 0);
            if (result < 0) {
                throw new LinuxException("umount2", -result, folder);
            }
        }
    }
}
