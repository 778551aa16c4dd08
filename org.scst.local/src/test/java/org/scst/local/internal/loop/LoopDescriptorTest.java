package org.scst.local.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.Descriptor;

class LoopDescriptorTest {
    private MultiThreadIoEventLoopGroup loops;
    private EventLoop loop;
    private Descriptor event;
    private final Semaphore told = new Semaphore(0);

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(Epoll.isAvailable(), "Netty's epoll is not available here");
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        loop = loops.next();
        event = Descriptor.event();
    }

    @AfterEach
    void end() throws InterruptedException {
        if (loops != null) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
            event.close();
        }
    }

    private LoopDescriptor register() {
        return LoopDescriptor.register(
                        loop,
                        event,
                        () -> {
                            event.drain();
                            told.release();
                        },
                        failure -> {})
                .join();
    }

    private boolean isTold() throws InterruptedException {
        return told.tryAcquire(60, TimeUnit.SECONDS);
    }

    private void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
    }

    @Test
    void shouldTellEachTimeSomethingCanBeRead() throws InterruptedException {
        register();
        event.signal();
        assertTrue(isTold());
        event.signal();
        assertTrue(isTold());
    }

    @Test
    void shouldTellNothingWhileItIsNotWaitedForAndGoOnAfterwards() throws InterruptedException {
        LoopDescriptor handle = register();
        for (int i = 0; i < 3; i++) {
            onLoop(() -> handle.waits(false));
            event.signal();
            onLoop(() -> {});
            onLoop(() -> {});
            assertEquals(0, told.availablePermits());
            onLoop(() -> handle.waits(true));
            assertTrue(isTold());
        }
    }

    @Test
    void shouldTellNothingOnceItIsCancelled() {
        LoopDescriptor handle = register();
        onLoop(handle::cancel);
        event.signal();
        onLoop(() -> handle.waits(true));
        onLoop(() -> {});
        assertEquals(0, told.availablePermits());
    }

    @Test
    void shouldBeRegisteredAtOnceOnItsOwnLoop() {
        onLoop(() -> assertTrue(
                LoopDescriptor.register(loop, event, () -> {}, failure -> {}).isDone()));
    }

    @Test
    void shouldTellItsOwnerOfAnErrorAndKeepTheLoop() throws InterruptedException {
        LoopDescriptor.register(
                        loop,
                        event,
                        () -> {
                            throw new InternalError("a fault in memory that is gone");
                        },
                        failure -> {
                            told.release();
                            throw new IllegalStateException("it cannot end either");
                        })
                .join();
        event.signal();
        assertTrue(isTold());
        onLoop(() -> {});
        assertEquals(0, told.availablePermits(), "it is waited for no more");
    }
}
