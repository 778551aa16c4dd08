package org.scst.local.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.linux.UnixSocket;
import org.scst.core.target.Handover;
import org.scst.local.internal.handover.LeftEndpoint;
import org.scst.local.internal.handover.Place;

class LocalTargetTest {
    @TempDir
    private Path folder;

    private final CarriedPaths carried = new CarriedPaths();
    private MultiThreadIoEventLoopGroup loops;
    private Path path;

    @BeforeEach
    void begin() {
        assumeTrue(Epoll.isAvailable(), "Netty's epoll is not available here");
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        path = folder.resolve("s");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (loops != null) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private LocalTarget serve(Path vhostUser, Path driverSocket) {
        LocalTarget target = new LocalTarget("b", new TargetSettings(null, vhostUser, driverSocket, 8), carried);
        assertEquals(
                List.of(),
                target.serve("b", loops, CompletableFuture.completedFuture(true))
                        .join());
        return target;
    }

    private void serveWhereAnotherWas(Place other, Path vhostUser, Path driverSocket) throws LinuxException {
        carried.add(other, new LeftEndpoint(UnixSocket.listen(path, 1), List.of()));
        LocalTarget target = serve(vhostUser, driverSocket);
        UnixSocket.connect(path).close();
        assertEquals(List.of(), carried.takeAll());
        target.leavePaths().join();
    }

    @Test
    void shouldBeServedWhereAnotherTargetWasBeforeAnUpdate() throws LinuxException {
        serveWhereAnotherWas(new Place("vhost_user", path, "a"), path, null);
        serveWhereAnotherWas(new Place("driver_socket", path, "a"), null, path);
    }

    @Test
    void shouldBeServedInAnotherWayThanBeforeAnUpdate() throws LinuxException {
        serveWhereAnotherWas(new Place("driver_socket", path, "b"), path, null);
        serveWhereAnotherWas(new Place("vhost_user", path, "b"), null, path);
    }

    @Test
    void shouldGiveUpWhatItLeavesTooLateForTheNextRevision() throws Exception {
        LocalTarget target = serve(path, folder.resolve("other"));
        carried.leave();
        assertEquals(List.of(), carried.give());
        target.leavePaths().join();
        assertEquals(List.of(), carried.takeAll());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isRefused(path) || !isRefused(folder.resolve("other"))) {
            assertTrue(System.nanoTime() < end, "nobody listens, and nobody will");
            Thread.onSpinWait();
        }
    }

    private static boolean isRefused(Path path) {
        try {
            UnixSocket.connect(path).close();
            return false;
        } catch (LinuxException e) {
            // Its backlog is full of earlier looks, or nobody listens.
            return e.errno() == Errno.ECONNREFUSED;
        }
    }

    @Test
    void shouldGiveUpAMountThatIsLeftTooLate() throws LinuxException {
        Descriptor event = Descriptor.event();
        Handover.Carried mount = Handover.Carried.ofDescriptor(
                "mount", new SocketDescriptor(event.number()), Map.of(), Map.of(), Map.of());
        carried.give();
        carried.add(mount);
        assertThrows(CancellationException.class, () -> mount.abandonment().get(60, TimeUnit.SECONDS));
        assertEquals(List.of(), carried.takeAll());
    }
}
