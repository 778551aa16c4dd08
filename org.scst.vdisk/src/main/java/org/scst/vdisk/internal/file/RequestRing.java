package org.scst.vdisk.internal.file;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.scst.core.linux.IoUring;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.store.BackingStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes of one store that are under way in the kernel: as many as the device takes. Answers are awaited by the event loop
 * that began the first, beside its connections; where it cannot, by one thread for all of them, and only while there are some.
 *
 * <p><i>Threading:</i> {@link #read} and {@link #write} may be called on event loops: their locks are held for a few instructions.
 * Answers are given on that loop, on a thread of the device's context, or within the beginning of another request. What begins and answers makes no
 * object of its own, as long as nobody waits for a lock; in some processes the compiler leaves the one that the JDK makes for a call
 * into the kernel. <i>Ownership:</i> owns the ring; closed by whoever sees to it that nothing is under way.
 */
final class RequestRing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestRing.class);
    /** Enough to keep a fast device busy; what comes beyond that is handed to threads. */
    private static final int REQUESTS = 256;
    /**
     * Each answer alone wakes two threads, ours and the command's, which costs more than a fast device takes to read: where many
     * requests are under way a part of them is waited for, but not for long.
     */
    private static final int GATHERED_PART = 8;

    private static final Duration GATHERING = Duration.ofNanos(200_000);
    /** How long the thread stays after the last answer: the next request is likely to come soon. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final IoUring ring;
    private final Executor threads;
    private final DescriptorWatches watches;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock taking = new ReentrantLock();
    private final IoUring.Answers answers = this::answered;
    private final Request[] requests = new Request[REQUESTS];
    private final Request[] free = new Request[REQUESTS];
    private int freeCount = REQUESTS;
    private int submitting;
    /** Whether a loop or a thread waits for answers, or is about to. */
    private boolean awaited;

    private DescriptorWatch watch;
    private boolean closed;

    /** @throws LinuxException where the kernel has no io_uring for us */
    RequestRing(Executor threads, DescriptorWatches watches) throws LinuxException {
        this.ring = IoUring.create(REQUESTS);
        this.threads = threads;
        this.watches = watches;
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = new Request(i);
            free[i] = requests[i];
        }
    }

    /**
     * Begins a read that appends to {@code target}.
     *
     * @param file with a reference that is the ring's from now on
     * @param told on whatever thread takes the answer; borrowed until then, and may be used again as soon as it was told
     * @return {@code false} when as many are under way as there is room for; then the reference is still the caller's
     */
    boolean read(OpenFile origin, LinuxFile file, long offset, ByteBuf target, int length, BackingStore.Listener told) {
        boolean wake;
        lock.lock();
        try {
            Request request = take();
            if (request == null) {
                return false;
            }
            request.read(origin, file, offset, target, length, told);
            wake = begin(request);
        } finally {
            lock.unlock();
        }
        handOver(wake);
        return true;
    }

    /** Begins a write of what is readable, as {@link #read}. */
    boolean write(OpenFile origin, LinuxFile file, long offset, ByteBuf source, BackingStore.Listener told) {
        boolean wake;
        lock.lock();
        try {
            Request request = take();
            if (request == null) {
                return false;
            }
            request.write(origin, file, offset, source, told);
            wake = begin(request);
        } finally {
            lock.unlock();
        }
        handOver(wake);
        return true;
    }

    /** A free place, or {@code null}. Under the lock. */
    private Request take() {
        return freeCount == 0 || closed ? null : free[--freeCount];
    }

    /** Says whether somebody has to be found who waits for the answer. Under the lock. */
    private boolean begin(Request request) {
        put(request);
        boolean wake = !awaited;
        awaited = true;
        submitting++;
        return wake;
    }

    private void handOver(boolean wake) {
        submit();
        if (wake && !watched()) {
            startWaiting();
        }
    }

    /** Whether this thread is a loop that waits from now on. */
    private boolean watched() {
        DescriptorWatch begun = watches.watch(ring.descriptor(), this::readable, this::unwatched);
        if (begun == null) {
            return false;
        }
        lock.lock();
        try {
            watch = begun;
            endWatchIfUnused();
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** On the loop. */
    private void readable() {
        takeAnswers();
        if (ring.putWaits()) {
            push();
        }
    }

    /**
     * Hands what was put to the kernel, also what answers have put that came within: nobody else may come by. Its caller is counted
     * as submitting, or is the loop that looks at the ring.
     */
    private void push() {
        int taken;
        do {
            taken = ring.submit();
            takeAnswers();
        } while (taken > 0 && ring.putWaits());
        if (ring.putWaits()) {
            pushLater();
        }
    }

    /** The kernel is short of something. */
    private void pushLater() {
        lock.lock();
        submitting++;
        lock.unlock();
        try {
            threads.execute(() -> {
                LockSupport.parkNanos(PAUSE_NANOS);
                submit();
            });
        } catch (RejectedExecutionException e) {
            LOG.error("No thread for what the kernel does not take: it is never answered", e);
        }
    }

    /** The loop looks no more: because nothing is under way and the ring is closed, or because it ends. */
    private void unwatched() {
        boolean waits;
        lock.lock();
        try {
            watch = null;
            waits = freeCount < REQUESTS;
            awaited = waits;
            letGoIfUnused();
        } finally {
            lock.unlock();
        }
        if (waits) {
            startWaiting();
        }
    }

    /** A loop looks at the ring for as long as the store is open. Under the lock. */
    private void endWatchIfUnused() {
        if (closed && watch != null && freeCount == REQUESTS) {
            watch.cancel();
        }
    }

    /** Takes what is there, unless another thread does so now: it will find it. */
    private void takeAnswers() {
        while (ring.answersWait() && taking.tryLock()) {
            try {
                ring.take(answers);
            } finally {
                taking.unlock();
            }
        }
    }

    /**
     * Out of the lock: what the page cache has by now is copied within. The answer may come before this returns, and a close. Who
     * comes by with a request takes the answers to earlier ones along, which wakes nobody.
     */
    private void submit() {
        push();
        lock.lock();
        try {
            submitting--;
            letGoIfUnused();
        } finally {
            lock.unlock();
        }
    }

    /** There is an entry for each place. Under the lock. */
    private void put(Request request) {
        int descriptor = request.descriptor();
        if (request.write()) {
            ring.write(descriptor, request.nextAddress(), request.remaining(), request.nextOffset(), request.slot());
        } else {
            ring.read(descriptor, request.nextAddress(), request.remaining(), request.nextOffset(), request.slot());
        }
    }

    private void startWaiting() {
        try {
            threads.execute(this::await);
        } catch (RejectedExecutionException e) {
            LOG.error("No thread for what is under way: it is never answered", e);
        }
    }

    private void await() {
        boolean inVain;
        do {
            int underWay = underWay();
            boolean gathering = underWay >= 2 * GATHERED_PART;
            int woken = ring.await(gathering ? underWay / GATHERED_PART : 1, gathering ? GATHERING : LINGER);
            if (woken < 0) {
                // The kernel is short of something: what is under way goes on, and is asked for again.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            takeAnswers();
            inVain = woken == 0 && !gathering;
        } while (!inVain || !leaves());
    }

    private int underWay() {
        lock.lock();
        try {
            return REQUESTS - freeCount;
        } finally {
            lock.unlock();
        }
    }

    /** The thread that has waited in vain for long is not needed when nothing is under way. */
    private boolean leaves() {
        lock.lock();
        try {
            if (freeCount < REQUESTS) {
                return false;
            }
            awaited = false;
            letGoIfUnused();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void answered(long tag, int result) {
        Request request = requests[(int) tag];
        lock.lock();
        try {
            if (request.answered(result)) {
                put(request);
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            request.end(result);
        } catch (RuntimeException | Error bug) {
            LOG.error("Defect after a request", bug);
        }
        lock.lock();
        try {
            free[freeCount++] = request;
            endWatchIfUnused();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of the ring, once the last answer has come. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            endWatchIfUnused();
            letGoIfUnused();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody may be about to use a descriptor that could be another file's by then. Under the lock. */
    private void letGoIfUnused() {
        if (closed && !awaited && submitting == 0) {
            ring.close();
        }
    }
}
