package org.scst.local.internal.fuse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.DescriptorIdentity;
import org.scst.core.linux.Errno;
import org.scst.core.linux.FuseDevice;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
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
    private static final Duration LEAVING = Duration.ofSeconds(2);
    private static final long LEAVING_STEP_MILLIS = 5;

    /** The record of a mount that goes on in the next revision: with its folder, target, process, time and disks. */
    private static final String KIND = "mount";

    private static final String FOLDER = "folder";
    private static final String TARGET = "target";
    private static final String IDENTITY = "identity";
    private static final String PROCESS = "process";
    private static final String SECONDS = "seconds";
    private static final String UNANSWERED = "unanswered";

    private final Path folder;
    private final String target;
    private final Sender sender;
    private final Descriptor device;
    private final long seconds;
    private final FuseDeviceQueue queue;
    private final LunFiles files;
    private LoopDescriptor registered;
    private boolean ended;

    private FuseMount(Path folder, String target, Sender sender, Descriptor device, long seconds) {
        this.folder = folder;
        this.target = target;
        this.sender = sender;
        this.device = device;
        this.seconds = seconds;
        this.queue = new FuseDeviceQueue(device);
        this.files = new LunFiles(queue, sender, new FuseAttributes(seconds));
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
        MountRights.verify();
        clear(folder);
        prepare(folder);
        Descriptor device = MountRights.open();
        try {
            String options = "allow_other,default_permissions,max_read=" + FuseRequest.MOST_DATA;
            FuseDevice.mount(device, "scst:" + target.replaceAll("[^!-~]", "_"), folder, options);
        } catch (LinuxException e) {
            device.close();
            throw MountRights.refused(e);
        }
        FuseMount mounted =
                new FuseMount(folder, target, sender, device, Instant.now().getEpochSecond());
        sender.loop().execute(mounted::serve);
        LOG.info("The disks of {} are files in {}", target, folder);
        return mounted;
    }

    /** Whether a record is that of this target's mount in this folder. */
    public static boolean isOf(Handover.Carried carried, Path folder, String target) {
        return isIn(carried, folder) && target.equals(carried.text().get(TARGET));
    }

    /** Whether a record is that of a mount in this folder. */
    public static boolean isIn(Handover.Carried carried, Path folder) {
        return isOne(carried) && folder.toString().equals(carried.text().get(FOLDER));
    }

    /**
     * Whether the descriptor of a record can be trusted to be that of its mount: from one process to another they may have been numbered
     * anew, and before Linux 6.16 nothing tells one mount's from another's.
     *
     * @param mounts how many were left
     */
    public static boolean isCertain(Handover.Carried carried, int mounts) {
        Long process = carried.numbers().get(PROCESS);
        String identity = carried.text().getOrDefault(IDENTITY, "");
        return mounts == 1
                || process != null && process == ProcessHandle.current().pid()
                || DescriptorIdentity.isUnique(identity)
                        && DescriptorIdentity.of((Integer) carried.channel()).equals(identity);
    }

    /** Whether a record is that of a mount. */
    public static boolean isOne(Handover.Carried carried) {
        return carried.kind().equals(KIND);
    }

    /**
     * Goes on with a mount that an earlier revision has left: files that are open there, by a loop device for one, have only waited.
     *
     * @param carried of {@link #leave}, and {@link #isOf} this folder and target; taken
     */
    public static FuseMount resume(Path folder, String target, Sender sender, Handover.Carried carried) {
        Descriptor device = new Descriptor((Integer) carried.channel());
        FuseMount mounted =
                new FuseMount(folder, target, sender, device, carried.numbers().getOrDefault(SECONDS, 0L));
        ByteBuf unanswered = carried.bytes().getOrDefault(UNANSWERED, Unpooled.EMPTY_BUFFER);
        sender.loop().execute(() -> {
            try {
                mounted.files.recall(carried.text());
                mounted.queue.again(unanswered, mounted.files::take);
                sender.batchEnded();
                mounted.serve();
            } catch (RuntimeException e) {
                LOG.error("{} does not go on", folder, e);
                mounted.end("it was left in a state that is not known here");
            } finally {
                unanswered.release();
            }
        });
        LOG.info("The disks of {} go on as files in {}", target, folder);
        return mounted;
    }

    /** Takes away what an earlier revision has left and nobody goes on with; may block. */
    public static void giveUp(Handover.Carried carried) {
        String folder = carried.text().get(FOLDER);
        if (isOne(carried) && folder != null) {
            LOG.info("{} is served no more", folder);
            try {
                FuseDevice.unmount(Path.of(folder), true);
            } catch (LinuxException e) {
                LOG.warn("{} was not unmounted", folder, e);
            }
        }
        carried.abandon();
    }

    /**
     * Leaves it to the next revision: what is asked from now on waits in the kernel, what has been asked is answered within a time, or
     * asked again.
     *
     * @return completes on the loop; empty when it has ended
     */
    public CompletableFuture<Optional<Handover.Carried>> leave() {
        CompletableFuture<Optional<Handover.Carried>> left = new CompletableFuture<>();
        long end = System.nanoTime() + LEAVING.toNanos();
        sender.loop().execute(() -> {
            if (registered != null) {
                registered.cancel();
            }
            // Room for more requests must not have it waited for again.
            queue.onRoom(now -> {});
            leave(end, left);
        });
        return left;
    }

    private void leave(long end, CompletableFuture<Optional<Handover.Carried>> left) {
        if (ended) {
            left.complete(Optional.empty());
        } else if (queue.unanswered() > 0 && System.nanoTime() - end < 0) {
            sender.loop().schedule(() -> leave(end, left), LEAVING_STEP_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            ended = true;
            int waiting = queue.unanswered();
            Map<String, String> text = files.memory();
            text.put(FOLDER, folder.toString());
            text.put(TARGET, target);
            text.put(IDENTITY, DescriptorIdentity.of(device.number()));
            Map<String, Long> numbers = Map.of(PROCESS, ProcessHandle.current().pid(), SECONDS, seconds);
            Handover.Carried carried = Handover.Carried.ofDescriptor(
                    KIND, new SocketDescriptor(device.number()), text, numbers, Map.of(UNANSWERED, queue.leave()));
            sender.leave("the driver withdraws");
            LOG.info("{} is left to the next revision, with {} requests", folder, waiting);
            left.complete(Optional.of(carried));
        }
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

    private void serve() {
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
