package org.scst.local.internal.fuse;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.FuseDevice;
import org.scst.core.linux.LinuxException;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.loop.LoopDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local target mounted: its disks are files in a folder.
 *
 * <p><i>Threading:</i> {@link #mount} and {@link #unmount} may block and are called on a thread that may; all else on the event loop.
 */
public final class FuseMount {
    private static final Logger LOG = LoggerFactory.getLogger(FuseMount.class);
    private static final String TYPE = "fuse.scst";

    private final Path folder;
    private final Sender sender;
    private final FuseDeviceQueue queue;
    private final LunFiles files;
    private LoopDescriptor registered;
    private boolean ended;

    private FuseMount(Path folder, Sender sender, Descriptor device) {
        this.folder = folder;
        this.sender = sender;
        this.queue = new FuseDeviceQueue(device);
        this.files =
                new LunFiles(queue, sender, new FuseAttributes(Instant.now().getEpochSecond()));
    }

    /**
     * Mounts; requests are served from now on, as far as the configuration is in force.
     *
     * @param folder made if it is not there
     * @param target name of the target
     * @throws IOException with cause and cure for the operator
     */
    public static FuseMount mount(Path folder, String target, Sender sender) throws IOException {
        EventLoop loop = sender.loop();
        if (!LoopDescriptor.isPossible(loop)) {
            throw new IOException("the event loops cannot wait for descriptors;"
                    + " set transport = epoll in org.scst.runtime.eventloop.cfg");
        }
        clear(folder);
        prepare(folder);
        Descriptor device = FuseDevice.open();
        try {
            String options = "allow_other,default_permissions,max_read=" + FuseRequest.MOST_DATA;
            FuseDevice.mount(device, "scst:" + target.replaceAll("[^!-~]", "_"), folder, options);
        } catch (LinuxException e) {
            device.close();
            throw e.errno() == Errno.EPERM
                    ? new IOException("mounting needs the right to (CAP_SYS_ADMIN); run the platform as root", e)
                    : e;
        }
        FuseMount mounted = new FuseMount(folder, sender, device);
        mounted.serve(device);
        LOG.info("The disks of {} are files in {}", target, folder);
        return mounted;
    }

    /** A process that was killed has left its mount, which nobody serves. */
    private static void clear(Path folder) throws IOException {
        boolean left;
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            String escaped = folder.toString().replace("\\", "\\134").replace(" ", "\\040");
            left = mounts.map(line -> line.split(" "))
                    .anyMatch(fields -> fields.length > 2 && fields[1].equals(escaped) && fields[2].equals(TYPE));
        }
        if (left && !Files.isReadable(folder)) {
            LOG.warn("{} was mounted by a process that has ended: it is taken away", folder);
            FuseDevice.unmount(folder, true);
        } else if (left) {
            throw new IOException(folder + " is mounted already; give each target a folder of its own");
        }
    }

    private static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                throw new IOException(folder + " is not empty; name an empty folder, or one that is not there");
            }
        }
    }

    private void serve(Descriptor device) {
        LoopDescriptor.register(sender.loop(), device, this::readable, this::end)
                .whenComplete((handle, failure) -> {
                    if (failure != null) {
                        LOG.error("{} cannot be served", folder, failure);
                        end("it cannot be waited for");
                        return;
                    }
                    registered = handle;
                    queue.onRoom(handle::waits);
                });
    }

    private void readable() {
        int error = queue.take(files::take);
        sender.batchEnded();
        if (error != 0) {
            end(error == Errno.ENODEV ? "it was unmounted" : Errno.text(error));
        }
    }

    private void end(String cause) {
        if (!ended) {
            ended = true;
            LOG.info("{} is served no more: {}", folder, cause);
            if (registered != null) {
                registered.cancel();
            }
            sender.close(cause);
            queue.close();
        }
    }

    /**
     * Takes the mount away. Files that are open there, by a loop device for one, fail from then on.
     *
     * @return completes when it is served no more
     */
    public CompletableFuture<Void> unmount() {
        try {
            FuseDevice.unmount(folder, false);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EBUSY) {
                LOG.warn("Files in {} are in use, and fail from now on", folder);
                detach();
            } else if (e.errno() != Errno.EINVAL) {
                LOG.warn("{} was not unmounted", folder, e);
            }
        }
        return CompletableFuture.runAsync(() -> end("it was unmounted"), sender.loop());
    }

    private void detach() {
        try {
            FuseDevice.unmount(folder, true);
        } catch (LinuxException e) {
            LOG.warn("{} was not unmounted", folder, e);
        }
    }
}
