package org.scst.local.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.UnixSocket;

class ListeningSocketTest {
    @TempDir
    private Path folder;

    private final AtomicInteger refusals = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger attempts = new AtomicInteger();
    private final Semaphore asked = new Semaphore(0);
    private final Semaphore served = new Semaphore(0);
    private MultiThreadIoEventLoopGroup loops;
    private EventLoop loop;
    private Path path;

    @BeforeEach
    void begin() {
        assumeTrue(Epoll.isAvailable(), "Netty's epoll is not available here");
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        loop = loops.next();
        path = folder.resolve("s");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (loops != null) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    /** As a process that has no descriptors left, for as long as the test says. */
    private Descriptor accept(Descriptor listening) throws LinuxException {
        attempts.incrementAndGet();
        asked.release();
        if (refusals.getAndDecrement() > 0) {
            throw new LinuxException("accept4", Errno.EMFILE, null);
        }
        return UnixSocket.accept(listening);
    }

    private ListeningSocket open(Duration pause) throws IOException {
        return ListeningSocket.open(path, loop, this::serve, this::accept, pause);
    }

    private void serve(Descriptor socket) {
        socket.close();
        served.release();
    }

    private static boolean isReleased(Semaphore semaphore) throws InterruptedException {
        return semaphore.tryAcquire(60, TimeUnit.SECONDS);
    }

    private void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
    }

    @Test
    void shouldLeaveAConnectionAloneForAWhileWhenThereAreNoDescriptors() throws Exception {
        ListeningSocket socket = open(Duration.ofDays(1));
        try (Descriptor client = UnixSocket.connect(path)) {
            assertTrue(isReleased(asked));
            for (int i = 0; i < 5; i++) {
                onLoop(() -> {});
            }
            assertEquals(1, attempts.get(), "with " + client);
        }
        socket.close(() -> {}).join();
    }

    @Test
    void shouldServeItOnceThereAreSome() throws Exception {
        refusals.set(3);
        ListeningSocket socket = open(Duration.ofMillis(1));
        try (Descriptor client = UnixSocket.connect(path)) {
            assertTrue(isReleased(served), "with " + client);
            assertTrue(attempts.get() >= 4);
        }
        socket.close(() -> {}).join();
    }

    @Test
    void shouldNotTakeThePathOfAListenerWhoseBacklogIsFull() throws IOException {
        List<Descriptor> waiting = new ArrayList<>();
        try (Descriptor listening = UnixSocket.listen(path, 1)) {
            LinuxException full = null;
            while (full == null) {
                try {
                    waiting.add(UnixSocket.connect(path));
                } catch (LinuxException e) {
                    full = e;
                }
            }
            assertEquals(Errno.EAGAIN, full.errno());
            IOException refused = assertThrows(IOException.class, () -> open(Duration.ofDays(1)));
            assertTrue(refused.getMessage().contains("somebody else listens"), refused.getMessage());
            assertTrue(Files.exists(path), "with " + listening);
        } finally {
            waiting.forEach(Descriptor::close);
        }
    }

    @Test
    void shouldListenAnewWhenThePathGoesWhileItIsLookedAt() throws Exception {
        Descriptor left = UnixSocket.listen(path, 1);
        Files.delete(path);
        ListeningSocket socket = ListeningSocket.open(path, loop, this::serve, left, gone -> {
            throw new NoSuchFileException(gone.toString());
        });
        assertThrows(IllegalStateException.class, left::number);
        try (Descriptor client = UnixSocket.connect(path)) {
            assertTrue(isReleased(served), "with " + client);
        }
        socket.close(() -> {}).join();
    }

    @Test
    void shouldLeaveAloneWhatIsNoSocket() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        IOException refused = assertThrows(IOException.class, () -> open(Duration.ofDays(1)));
        assertTrue(refused.getMessage().contains("no socket"), refused.getMessage());
        assertTrue(Files.exists(path));
    }
}
