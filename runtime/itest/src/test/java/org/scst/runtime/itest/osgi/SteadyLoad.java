package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.scst.runtime.itest.initiator.Answer;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/**
 * A session that writes and reads back without a pause, and remembers every answer that is not GOOD, every block that is not
 * what was written, and how long a command took at most.
 *
 * <p><i>Threading:</i> works on a thread of its own; the test asks and closes.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int BLOCKS = 8;
    private static final int PLACES = 100;

    private final IscsiInitiator initiator;
    private final Thread thread;
    private final List<String> troubles = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean closing;

    private SteadyLoad(IscsiInitiator initiator) {
        this.initiator = initiator;
        this.thread = new Thread(this::work, "steady-load");
    }

    static SteadyLoad on(Product product, int number) throws Exception {
        IscsiInitiator initiator = product.login(number);
        initiator.clearAttentions(0);
        SteadyLoad load = new SteadyLoad(initiator);
        load.thread.start();
        return load;
    }

    private void work() {
        try {
            for (long round = 0; !closing; round++) {
                round(round);
                rounds.incrementAndGet();
            }
        } catch (IOException e) {
            troubles.add(e.toString());
        }
    }

    private void round(long round) throws IOException {
        byte[] data = new byte[BLOCKS * Cdbs.BLOCK];
        Arrays.fill(data, (byte) round);
        int lba = (int) (round % PLACES) * BLOCKS;
        Answer written = timed(() -> initiator.write(0, lba, data));
        Answer read = timed(() -> initiator.command(0, Cdbs.read(lba, BLOCKS), data.length));
        if (!written.good() || !read.good()) {
            troubles.add("round " + round + ": " + written + " / " + read);
        } else if (!Arrays.equals(data, read.data())) {
            troubles.add("round " + round + ": read back something else");
        }
    }

    private interface Call {
        Answer run() throws IOException;
    }

    private Answer timed(Call call) throws IOException {
        long start = System.nanoTime();
        Answer answer = call.run();
        slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        return answer;
    }

    /** Waits until so many more rounds have gone through. */
    void awaitProgress() throws Exception {
        long now = rounds.get();
        Eventually.within(60, "progress of the load, troubles " + troubles, () -> rounds.get() > now + 2);
    }

    /** Nothing but GOOD, and no command for so many seconds. */
    void assertUndisturbed(int seconds) throws Exception {
        awaitProgress();
        assertEquals(List.of(), List.copyOf(troubles));
        long slowest = TimeUnit.NANOSECONDS.toMillis(slowestNanos.get());
        assertTrue("a command took " + slowest + " ms", slowest < TimeUnit.SECONDS.toMillis(seconds));
    }

    List<String> troubles() {
        return List.copyOf(troubles);
    }

    @Override
    public void close() throws Exception {
        closing = true;
        thread.join(TimeUnit.SECONDS.toMillis(60));
        initiator.close();
    }
}
