package org.scst.user.internal.queue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.scst.core.linux.MemoryFile;
import org.scst.core.linux.PipeEnd;
import org.scst.user.wire.Acceptance;
import org.scst.user.wire.QueueLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rings that the platform shares with one process for one device, from its acceptance to its end.
 *
 * <p><i>Threading:</i> thread-safe. Owns a thread for each queue. <i>Ownership:</i> owns the rings' memory and pipes, which go when
 * the last of its threads has ended.
 */
public final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final String device;
    private final MemoryFile control;
    private final List<PipeEnd> ends = new ArrayList<>();
    /** Of them, those that the process gets: to read requests' and to write replies'. */
    private final List<PipeEnd> passed = new ArrayList<>();

    private final PlatformQueue[] queues;
    private final QueueLayout layout;
    private final Consumer<String> violated;
    private final AtomicInteger threads;
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * Makes the rings, and begins to take replies.
     *
     * @param violated told why the process cannot be trusted any more, on any thread, maybe more than once; must not block
     */
    public static Link open(String device, int queues, int entries, Consumer<String> violated) throws IOException {
        Link link = new Link(device, queues, entries, violated);
        link.start();
        return link;
    }

    private Link(String device, int queues, int entries, Consumer<String> violated) throws IOException {
        this.device = device;
        this.violated = violated;
        this.layout = new QueueLayout(entries);
        this.queues = new PlatformQueue[queues];
        this.threads = new AtomicInteger(queues);
        this.control = MemoryFile.create("scst-rings-" + device, pages((long) queues * layout.size()));
        boolean done = false;
        try {
            makeQueues();
            done = true;
        } finally {
            if (!done) {
                letGo();
            }
        }
    }

    private void makeQueues() throws IOException {
        for (int i = 0; i < queues.length; i++) {
            PipeEnd.Pipe requests = pipe();
            PipeEnd.Pipe replies = pipe();
            passed.add(requests.reading());
            passed.add(replies.writing());
            long at = (long) i * layout.size();
            queues[i] = new PlatformQueue(
                    control.memory().asSlice(at, layout.size()), layout, requests.writing(), replies.reading());
        }
    }

    private static long pages(long bytes) {
        return bytes + 4095 & ~4095L;
    }

    private PipeEnd.Pipe pipe() throws IOException {
        PipeEnd.Pipe pipe = PipeEnd.pipe();
        ends.add(pipe.reading());
        ends.add(pipe.writing());
        return pipe;
    }

    /** What the process is told. */
    public Acceptance acceptance(long dataSize) {
        return new Acceptance(control.size(), dataSize, queues.length, layout.entries(), layout.size());
    }

    /** The descriptors that go with it. */
    public int[] descriptors(int data) {
        int[] numbers = new int[2 + passed.size()];
        numbers[0] = control.descriptor();
        numbers[1] = data;
        for (int i = 0; i < passed.size(); i++) {
            numbers[2 + i] = passed.get(i).number();
        }
        return numbers;
    }

    private void start() {
        for (int i = 0; i < queues.length; i++) {
            PlatformQueue queue = queues[i];
            Thread.ofPlatform().name("scst-user-" + device + "-" + i).daemon().start(() -> serve(queue));
        }
    }

    private void serve(PlatformQueue queue) {
        while (!queue.closed()) {
            take(queue);
            queue.await();
        }
        if (threads.decrementAndGet() == 0) {
            letGo();
        }
    }

    private void take(PlatformQueue queue) {
        try {
            queue.take();
        } catch (ProtocolViolation violation) {
            violated.accept(violation.getMessage());
            queue.close();
        } catch (RuntimeException | Error defect) {
            LOG.error("Defect after a reply for {}", device, defect);
        }
    }

    /**
     * Asks the process by the queue of this number, or the one that has it.
     *
     * @return {@code false} when nothing was asked: there is no room now, or the process has gone
     */
    public boolean submit(int number, Request request, Answer answer) {
        if (!enter()) {
            return false;
        }
        try {
            PlatformQueue queue = queues[number % queues.length];
            boolean asked = queue.submit(request, answer);
            take(queue);
            return asked;
        } catch (ProtocolViolation violation) {
            violated.accept(violation.getMessage());
            return false;
        } finally {
            letGo();
        }
    }

    /**
     * Notes of the request that is meant that nobody waits for it any more; it is answered nevertheless.
     *
     * @param number as it was submitted by
     * @return {@code false} when it is answered, or was never asked
     */
    public boolean abort(int number, Predicate<Answer> which) {
        if (!enter()) {
            return false;
        }
        try {
            return queues[number % queues.length].abort(which);
        } finally {
            letGo();
        }
    }

    private boolean enter() {
        int inside;
        do {
            inside = users.get();
            if (inside == 0) {
                return false;
            }
        } while (!users.compareAndSet(inside, inside + 1));
        return true;
    }

    /** Ends it: who waits for an answer is told that there will be none. */
    public void close() {
        if (enter()) {
            for (PlatformQueue queue : queues) {
                queue.close();
            }
            letGo();
        }
    }

    /** Whether nothing can be asked any more. */
    public boolean closed() {
        return queues[0].closed();
    }

    /** The last one lets the memory go: nobody reads there any more. */
    private void letGo() {
        if (users.decrementAndGet() == 0) {
            control.close();
            ends.forEach(PipeEnd::close);
        }
    }
}
