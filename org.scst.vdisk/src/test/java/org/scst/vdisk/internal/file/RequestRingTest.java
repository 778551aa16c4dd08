package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.IoUring;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.testkit.Eventually;

/** The ring in the store that uses it, on this machine's kernel. */
@Timeout(120)
class RequestRingTest {
    private static final int PAGE = 4096;
    private static final int PAGES = 512;

    /** Not in memory: a tmpfs never waits, and is never asked to. */
    @TempDir
    Path folder;

    private final byte[] content = new byte[PAGES * PAGE];

    @BeforeEach
    void requireARing() throws IOException {
        try (IoUring ring = IoUring.create(8)) {
            assertNotNull(ring);
        } catch (LinuxException e) {
            assumeTrue(false, "this kernel has no io_uring for us: " + e.getMessage());
        }
        assumeTrue(!Files.getFileStore(folder).type().equals("tmpfs"), "the temporary folder is in memory");
        new Random(7).nextBytes(content);
        Files.write(folder.resolve("disk1.img"), content);
    }

    private FileStore open(String... more) throws IOException {
        return open(new DescriptorWatches(), more);
    }

    private FileStore open(DescriptorWatches watches, String... more) throws IOException {
        Map<String, String> properties = new HashMap<>();
        properties.put("filename", folder.resolve("disk1.img").toString());
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        StoreConfiguration configuration = new StoreConfiguration("disk1", properties, 512, false);
        return new FileStore(new LinuxFileSystemAccess(Duration.ZERO), configuration, new FakeStoreContext(), watches);
    }

    /** Direct memory that begins on a page. */
    private static ByteBuf aligned(int length) {
        ByteBuf whole = Unpooled.directBuffer(length + PAGE);
        int skip = (int) (-whole.memoryAddress() & PAGE - 1);
        return whole.slice(skip, length).clear();
    }

    private void assertContent(ByteBuf read, int offset) {
        byte[] bytes = new byte[read.readableBytes()];
        read.getBytes(read.readerIndex(), bytes);
        assertArrayEquals(Arrays.copyOfRange(content, offset, offset + bytes.length), bytes);
    }

    private static IOException await(CompletableFuture<IOException> answer) {
        return answer.join();
    }

    private CompletableFuture<IOException> beginRead(FileStore store, long offset, ByteBuf target, int length) {
        CompletableFuture<IOException> answer = new CompletableFuture<>();
        assertTrue(store.beginRead(offset, target, length, answer::complete));
        return answer;
    }

    @Test
    void shouldAnswerEachOfManyReadsWithItsOwnBytes() throws Exception {
        int many = 1000;
        CountDownLatch answers = new CountDownLatch(many);
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        try (FileStore store = open()) {
            for (int i = 0; i < many; i++) {
                int offset = ThreadLocalRandom.current().nextInt(PAGES) * PAGE;
                ByteBuf target = Unpooled.directBuffer(PAGE);
                BackingStore.Listener judge = failure -> {
                    try {
                        assertEquals(null, failure);
                        assertEquals(PAGE, target.readableBytes());
                        assertContent(target, offset);
                    } catch (Throwable t) {
                        wrong.set(t);
                    }
                    target.release();
                    answers.countDown();
                };
                Eventually.holds("room for a read", () -> store.beginRead(offset, target, PAGE, judge));
            }
            answers.await();
        }
        assertEquals(null, wrong.get());
    }

    @Test
    void shouldRefuseMoreThanThereIsRoomForAndTakeThemAgainLater() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        int begun = 0;
        try (FileStore store = open()) {
            ByteBuf target = Unpooled.directBuffer(512);
            // Whoever takes this answer takes no other until it is let go, and nobody else does.
            Thread holder =
                    new Thread(() -> store.beginRead(0, target.duplicate().clear(), 512, failure -> {
                        held.countDown();
                        uninterruptibly(hold);
                    }));
            holder.start();
            held.await();
            boolean taken = true;
            while (taken && begun < 1000) {
                taken = store.beginRead(0, target.duplicate().clear(), 512, failure -> {});
                begun += taken ? 1 : 0;
            }
            assertFalse(taken);
            hold.countDown();
            holder.join();
            ByteBuf again = Unpooled.directBuffer(512);
            CompletableFuture<IOException> answer = new CompletableFuture<>();
            Eventually.holds("room for a read", () -> store.beginRead(0, again, 512, answer::complete));
            assertEquals(null, await(answer));
            assertContent(again, 0);
            again.release();
            target.release();
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of this process; each ring has one. */
    private static long ringDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(RequestRingTest::isRing).count();
        }
    }

    private static boolean isRing(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("io_uring");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private void forgetPages() throws IOException {
        try (LinuxFile file = LinuxFile.open(folder.resolve("disk1.img"), OpenFlag.READ_WRITE)) {
            file.fdatasync();
            file.advise(0, 0, LinuxFile.POSIX_FADV_DONTNEED);
        }
    }

    @Test
    void shouldAnswerReadsWhoseThreadEndedAtOnce() throws Exception {
        try (FileStore store = open()) {
            for (int round = 0; round < 10; round++) {
                forgetPages();
                ByteBuf target = aligned(PAGES * PAGE / 2);
                List<CompletableFuture<IOException>> answers = new ArrayList<>();
                Thread beginner = Thread.ofPlatform().start(() -> {
                    for (int page = 0; page < PAGES / 2; page += 8) {
                        ByteBuf own = target.slice(page * PAGE, 8 * PAGE).clear();
                        answers.add(beginRead(store, (long) page * PAGE, own, 8 * PAGE));
                    }
                });
                beginner.join();
                for (CompletableFuture<IOException> answer : answers) {
                    assertEquals(null, await(answer));
                }
                assertContent(target.writerIndex(target.capacity()), 0);
                target.unwrap().release();
            }
        }
    }

    @Test
    void shouldAnswerWhatIsUnderWayWhenTheStoreIsClosedAndThenLetGoOfTheRing() throws Exception {
        long before = ringDescriptors();
        for (String direct : List.of("false", "true")) {
            forgetPages();
            FileStore store = open("o_direct", direct);
            ByteBuf target = aligned(64 * PAGE);
            List<CompletableFuture<IOException>> answers = new ArrayList<>();
            for (int page = 0; page < 64; page++) {
                answers.add(beginRead(
                        store,
                        (long) page * PAGE,
                        target.slice(page * PAGE, PAGE).clear(),
                        PAGE));
            }
            store.close();
            assertFalse(store.beginRead(0, target, PAGE, failure -> {}));
            for (CompletableFuture<IOException> answer : answers) {
                assertEquals(null, await(answer));
            }
            assertContent(target.writerIndex(target.capacity()), 0);
            target.unwrap().release();
        }
        Eventually.holds("the rings are closed", () -> ringDescriptors() <= before);
    }

    /** One listener for all, which counts: whatever is allocated is the ring's. */
    @Test
    void shouldMakeNoObjectForAReadOnTheThreadThatBeginsIt() throws Exception {
        int reads = 5_000;
        AtomicInteger ended = new AtomicInteger();
        BackingStore.Listener listener = failure -> ended.incrementAndGet();
        ByteBuf target = new UnpooledByteBufAllocator(true, true).directBuffer(PAGE, PAGE);
        try (FileStore store = open()) {
            // Interpreted code allocates, and the compiler has its turn when the machine lets it.
            Eventually.holds(
                    "a read allocates nothing",
                    () -> allocatedByReads(reads, store, target, listener, ended) / reads == 0);
        } finally {
            target.release();
        }
    }

    private static long allocatedByReads(
            int reads, FileStore store, ByteBuf target, BackingStore.Listener listener, AtomicInteger ended)
            throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < reads; i++) {
            int told = ended.get();
            assertTrue(store.beginRead((long) (i % PAGES) * PAGE, target.clear(), PAGE, listener));
            while (ended.get() == told) {
                Thread.onSpinWait();
            }
            assertEquals(PAGE, target.readableBytes());
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** Reads begun on an event loop; each answer's thread. */
    private Set<Thread> readOn(EventLoop loop, FileStore store, int many) throws Exception {
        Set<Thread> told = ConcurrentHashMap.newKeySet();
        CountDownLatch answers = new CountDownLatch(many);
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        for (int i = 0; i < many; i++) {
            int offset = i % PAGES * PAGE;
            ByteBuf target = aligned(PAGE);
            BackingStore.Listener judge = failure -> {
                told.add(Thread.currentThread());
                try {
                    assertEquals(null, failure);
                    assertContent(target, offset);
                } catch (Throwable t) {
                    wrong.set(t);
                }
                target.unwrap().release();
                answers.countDown();
            };
            Eventually.holds(
                    "room for a read",
                    () -> loop.submit(() -> store.beginRead(offset, target, PAGE, judge))
                            .get());
        }
        answers.await();
        assertEquals(null, wrong.get());
        return told;
    }

    @Test
    void shouldAnswerOnTheEventLoopThatHasBegun() throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll here");
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        DescriptorWatches watches = new DescriptorWatches();
        watches.bindLoops(loops);
        long before = ringDescriptors();
        try {
            EventLoop loop = loops.next();
            Thread thread = loop.submit(Thread::currentThread).get();
            FileStore store = open(watches, "o_direct", "true");
            assertEquals(Set.of(thread), readOn(loop, store, 1000));
            // What others begin is answered there, or by those who come along.
            assertEquals(null, await(beginRead(store, 0, aligned(PAGE), PAGE)));
            readOn(loops.next(), store, 1000);

            store.close();
            Eventually.holds("the ring is closed", () -> ringDescriptors() <= before);
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
        }
    }

    /** The kernel moves less than was asked for, and nobody comes by with another request. */
    @Test
    void shouldAskForTheRestOfAReadThatTheEventLoopHasBegun() throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll here");
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        DescriptorWatches watches = new DescriptorWatches();
        watches.bindLoops(loops);
        ByteBuf target = Unpooled.directBuffer(2 * PAGE);
        try (FileStore store = open(watches)) {
            CompletableFuture<IOException> answer = loops.next()
                    .submit(() -> beginRead(store, (long) (PAGES - 1) * PAGE, target, 2 * PAGE))
                    .get();
            assertEquals(null, await(answer));
            assertEquals(2 * PAGE, target.readableBytes());
            assertContent(target.slice(0, PAGE), (PAGES - 1) * PAGE);
        } finally {
            target.release();
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
        }
    }

    @Test
    void shouldAnswerByThreadsWhenTheEventLoopsHaveGone() throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll here");
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        DescriptorWatches watches = new DescriptorWatches();
        watches.bindLoops(loops);
        long before = ringDescriptors();
        FileStore store = open(watches, "o_direct", "true");
        EventLoop loop = loops.next();
        CountDownLatch begun = new CountDownLatch(1);
        List<CompletableFuture<IOException>> answers = new CopyOnWriteArrayList<>();
        ByteBuf target = aligned(200 * PAGE);
        loop.execute(() -> {
            for (int page = 0; page < 200; page++) {
                answers.add(beginRead(
                        store,
                        (long) page * PAGE,
                        target.slice(page * PAGE, PAGE).clear(),
                        PAGE));
            }
            begun.countDown();
        });
        begun.await();
        watches.unbindLoops(loops);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
        for (CompletableFuture<IOException> answer : answers) {
            assertEquals(null, await(answer));
        }
        assertEquals(null, await(beginRead(store, 0, target.slice(0, PAGE).clear(), PAGE)));
        store.close();
        Eventually.holds("the ring is closed", () -> ringDescriptors() <= before);
        target.unwrap().release();
    }

    @Test
    void shouldReadZeroesPastTheEndOfAFileThatHasShrunk() throws Exception {
        try (FileStore store = open()) {
            ByteBuf target = Unpooled.directBuffer(2 * PAGE).setBytes(0, new byte[] {1, 2, 3});
            assertEquals(null, await(beginRead(store, (long) (PAGES - 1) * PAGE, target, 2 * PAGE)));
            assertEquals(2 * PAGE, target.readableBytes());
            assertContent(target.slice(0, PAGE), (PAGES - 1) * PAGE);
            assertEquals(0, target.getLong(PAGE));
            target.release();
        }
    }

    @Test
    void shouldReadAndWritePastThePageCacheWhateverTheAlignment() throws Exception {
        try (FileStore store = open("o_direct", "true")) {
            assertTrue(store.beginsWrites());
            ByteBuf page = aligned(PAGE);
            assertEquals(0, store.readNonBlocking(0, page, PAGE));
            assertEquals(null, await(beginRead(store, 8 * PAGE, page, PAGE)));
            assertContent(page, 8 * PAGE);
            ByteBuf sector = aligned(PAGE);
            assertEquals(null, await(beginRead(store, 512, sector, 512)));
            assertContent(sector, 512);

            CompletableFuture<IOException> written = new CompletableFuture<>();
            assertTrue(store.beginWrite(0, page, written::complete));
            assertEquals(null, await(written));
            CompletableFuture<IOException> never = new CompletableFuture<>();
            assertFalse(store.beginWrite(512, sector, never::complete));
            store.write(16 * PAGE + 512, sector, false);
            store.write(32 * PAGE, page, true);
            store.flush();
            page.release();
            sector.release();
        }
        byte[] now = Files.readAllBytes(folder.resolve("disk1.img"));
        for (int i = 0; i < PAGE; i++) {
            assertEquals(content[8 * PAGE + i], now[i]);
            assertEquals(content[8 * PAGE + i], now[32 * PAGE + i]);
        }
        for (int i = 0; i < 512; i++) {
            assertEquals(content[512 + i], now[16 * PAGE + 512 + i]);
        }
    }
}
